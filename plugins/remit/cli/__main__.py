"""`python -m remit.cli`, for environments without the installed command."""

from remit.cli import run

run()
