"""Governance definitions, written as YAML, checked in CI, read as a handbook."""

__version__ = "0.1.0"
