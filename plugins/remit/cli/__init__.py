"""The command `remit`: one module of this package for each group of commands."""

# The only unit that imports click. It parses, calls, prints, exits:
# 0 clean, 1 findings, 2 could not check. A crash of ours, a full disk and Ctrl-C
# are 2 as well: Python's own 1 would read as findings. A command's module is
# imported when the command runs: starting is most of a small check's time.

from __future__ import annotations

import gc
import importlib
import os
import sys
from collections.abc import Mapping
from types import MappingProxyType

try:
    import click

    from remit.cli import progress
    from remit.cli.output import CLEAN, FAILED
    from remit.diagnostics import RemitError, did_you_mean
    from remit.version import __version__
except ImportError as problem:  # else Python ends with 1, which reads as findings
    sys.stderr.write(
        f"remit is not installed whole: {problem}; `pip install --force-reinstall remit` mends it\n"
    )
    raise SystemExit(2) from None
except KeyboardInterrupt:  # importing takes long enough to be interrupted
    sys.stderr.write("remit: interrupted before it was done\n")
    raise SystemExit(2) from None

# heading of the help → command → (module of this package, its name there)
SECTIONS: Mapping[str, Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "Begin": {
            "init": ("beginning", "init"),
            "add": ("beginning", "add"),
            "adopt": ("adopting", "adopt"),
        },
        "Check": {
            "check": ("checks", "check"),
            "explain": ("checks", "explain"),
            "drift": ("drifting", "drift"),
        },
        "Change": {
            "new": ("writing", "new"),
            "fmt": ("editing", "fmt"),
            "set": ("editing", "set_property"),
            "rename": ("editing", "rename"),
            "split": ("editing", "split"),
            "merge": ("editing", "merge"),
            "diff": ("change", "diff"),
            "review": ("reviewing", "review"),
        },
        "Look back": {
            "history": ("change", "history"),
            "show": ("change", "show_definition"),
            "quarter": ("rhythm", "quarter"),
            "agenda": ("rhythm", "agenda"),
            "report": ("rhythm", "report"),
        },
        "Compute": {
            "compute": ("computing", "compute"),
        },
        "Hand on": {
            "schema": ("model", "schema"),
            "build": ("building", "build"),
            "render": ("model", "render"),
            "export": ("model", "export"),
        },
    }
)
# What options were called before; whoever wrote that into a script need not care.
FORMER: Mapping[str, str] = MappingProxyType({"date": "today", "out": "output"})
COMMANDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {name: place for section in SECTIONS.values() for name, place in section.items()}
)


class _Group(click.Group):
    """Imports a command when it is asked for; a RemitError is one sentence and exit code 2."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*super().list_commands(ctx), *COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        module, name = COMMANDS[cmd_name]
        command: click.Command = getattr(importlib.import_module(f"remit.cli.{module}"), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for heading, section in SECTIONS.items():
            found = [(name, self.get_command(ctx, name)) for name in section]
            with formatter.section(heading):
                formatter.write_dl(
                    [(name, each.get_short_help_str(formatter.width)) for name, each in found if each]
                )

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if not name.startswith("-") and name not in COMMANDS:
            hint = did_you_mean(name, COMMANDS)
            ctx.fail(f"there is no command `{name}`{hint or '; `remit --help` lists them'}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        try:
            with progress.shown(f"remit {ctx.invoked_subcommand or ''}"):
                return super().invoke(ctx)
        except (RemitError, OSError, MemoryError, ImportError) as problem:
            from remit.cli.failures import in_words

            click.echo(f"remit: could not do this: {in_words(problem)}", err=True)
            ctx.exit(FAILED)
        except KeyboardInterrupt:
            click.echo("remit: interrupted before it was done", err=True)
            ctx.exit(FAILED)


def _current(name: str) -> str:
    return FORMER.get(name, name)


@click.group(
    cls=_Group,
    context_settings={"help_option_names": ["-h", "--help"], "token_normalize_func": _current},
)
@click.version_option(__version__, prog_name="remit")
def main() -> None:
    """Governance definitions as YAML: checked, and read as a handbook."""


def run() -> None:
    """The installed command: as `main`, but it looks for no garbage and takes no model apart at the end.

    There is hardly any, and freeing a large handbook object by object is a fifth of the time of a check.
    """
    gc.disable()
    try:
        main()
    except SystemExit as done:
        code = done.code if isinstance(done.code, int) else int(done.code is not None)
    except ImportError as problem:  # of what the group itself needs
        sys.stderr.write(f"remit is not installed whole: {problem}\n")
        code = FAILED
    except Exception:  # a fault of remit itself
        import traceback  # ten milliseconds that only a crash should cost

        traceback.print_exc()
        code = FAILED
    else:
        code = CLEAN
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:  # closed by the caller
            stream.flush()
    os._exit(code)
