"""Writes `docs/guide/commands.md` from the command line itself: `make reference`."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from remit.cli import SECTIONS, main

PAGE = Path(__file__).parent.parent / "docs" / "guide" / "commands.md"
HEAD = """\
# Commands

Every command with its options, written from the command line itself by `make reference`.
`remit COMMAND --help` prints the same. [Running a handbook](running.md#the-commands) explains what the
commands do, and when to use which.

All commands work on the folder that contains `governance/`. They end with 0 if all is well, with 1 if there
is something to mend, and with 2 if it could not be done; the message says why.
"""


def _cell(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().replace("|", "\\|")


def _code(text: str) -> str:
    return f"`{text}`"


def _names(option: click.Option) -> str:
    """The option as it is typed, such as `-C DIR`; a choice is called by what it chooses."""
    value = ""
    if not option.is_flag:
        listed = isinstance(option.type, click.Choice)
        word = option.opts[0].strip("-") if listed else option.metavar or option.type.name
        value = f" {word.upper()}"
    return ", ".join(_code(name + value) for name in (*option.opts, *option.secondary_opts))


def _meaning(option: click.Option) -> str:
    said = [_cell(option.help or "")]
    if isinstance(option.type, click.Choice):
        said.append("One of " + ", ".join(map(_code, option.type.choices)) + ".")
    if option.show_default and option.default not in (None, False, ()):
        said.append(f"By default {_code(str(option.default))}.")
    return " ".join(filter(None, said))


def _paragraphs(command: click.Command) -> Iterator[str]:
    text = inspect.cleandoc(command.help or "").partition("\f")[0]
    for paragraph in re.split(r"\n\s*\n", text):
        yield _cell(paragraph.replace("\b", ""))


def _described(name: str, command: click.Command, depth: int) -> Iterator[str]:
    """A command's heading, usage, help and options; then its subcommands."""
    context = click.Context(command, info_name=name)
    yield f"{'#' * depth} {name}\n"
    yield f"```text\n{' '.join([name, *command.collect_usage_pieces(context)])}\n```\n"
    for paragraph in _paragraphs(command):
        yield paragraph + "\n"
    options = [
        option
        for option in command.params
        if isinstance(option, click.Option) and not option.hidden and "--help" not in option.opts
    ]
    if options:
        rows = "\n".join(f"| {_names(option)} | {_meaning(option)} |" for option in options)
        yield f"| option | |\n|---|---|\n{rows}\n"
    if isinstance(command, click.Group):
        for below in command.list_commands(context):
            found = command.get_command(context, below)
            if found is not None and not found.hidden:
                yield from _described(f"{name} {below}", found, depth + 1)


def reference() -> str:
    """The page as it should be."""
    context = click.Context(main, info_name="remit")
    parts = [HEAD]
    for heading, commands in SECTIONS.items():
        parts.append(f"## {heading}\n")
        for name in commands:
            command = main.get_command(context, name)
            if command is not None and not command.hidden:
                parts += _described(f"remit {name}", command, 3)
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(reference(), encoding="utf-8")
    sys.stdout.write(f"{PAGE.name}\n")
