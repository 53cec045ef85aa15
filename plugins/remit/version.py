"""Which version of remit this is."""

# A module of its own: whoever says it need not import the package's front door, which leads to all others.

__version__ = "0.1.0"
