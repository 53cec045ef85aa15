"""`python -m remit`, for environments without the installed command."""

from remit.cli import run

run()
