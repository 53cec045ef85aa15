"""`remit new`: a definition's file, begun."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from remit.cli.output import DAY, IN, show
from remit.diagnostics import RemitError

if TYPE_CHECKING:
    from remit.schema import Kind

# option → the properties it may mean; the first that the kind has
SHORT = {
    "name": ("name",),
    "summary": ("summary",),
    "what": ("what",),
    "why": ("why",),
    "by": ("asked-by", "decided-by"),
    "about": ("about", "definitions"),
}


@click.command()
@click.argument("kind")
@click.argument("id")
@click.option("--name", help="What people call it; by default the id in words.")
@click.option("--summary", help="What it is, in a sentence; by default the first sentence of --what.")
@click.option("--what", help="What is asked for, or changes.")
@click.option("--why", help="Why.")
@click.option("--by", multiple=True, metavar="ID", help="Who asks for it, or is to decide it.")
@click.option("--about", multiple=True, metavar="REF", help="A definition it is about; may be repeated.")
@click.option(
    "--set", "pairs", multiple=True, metavar="PROPERTY=VALUE", help="Any property; repeat it to fill a list."
)
@click.option(
    "--after", default="", metavar="STAGE", help="Of a stage: the one that leads on to it from now on."
)
@click.option("--before", default="", metavar="STAGE", help="Of a stage: the one to which it leads on.")
@click.option("--today", **DAY, help="The day; by default today.")
@IN
def new(
    *,
    kind: str,
    id: str,
    root: Path,
    pairs: tuple[str, ...],
    after: str,
    before: str,
    today: str | None,
    **short: str | Sequence[str],
) -> None:
    """Begin the definition ID of a KIND in a file of its own."""
    from remit.authoring import setting, skeleton, surroundings
    from remit.authoring.edits.plan import Plan
    from remit.cli.editing import editing
    from remit.days import clock
    from remit.reading import FOLDER

    if bool(after) != bool(before) or (after and kind != surroundings.STAGE):
        raise click.UsageError("--after and --before name the two stages between which a new stage comes")
    with editing(root) as book:
        made = skeleton.kind_for(book, kind, id)
        said = [*_short(made, short), *(_pair(pair) for pair in pairs)]
        for name, text in said:
            _hold_text(name, text)
        day = today or clock()
        values = skeleton.begin(book, made, id, said, today=day)
        plan = Plan(book)
        around = surroundings.between(plan, id, after, before) if after else surroundings.owners(book, made)
        taken = {name: value for name, value in around.items() if name not in values}
        values |= taken
        around_it = f"`{after}`" if after else f"most {made.titles.lower()}"
        whence = f"As {around_it} {'has' if after else 'have'} it; change it where that is wrong here."
        place = f"{FOLDER}/{made.plural}/{id}.yaml"
        plan.put(place, skeleton.compose(made, id, values, book=book, taken=taken, whence=whence))
        texts = plan.texts()
        setting.hold_fitting(plan, texts)
        plan.carry_out(texts)
    show("".join(f"{path}\n" for path in sorted(texts)) + _next(skeleton.to_fill(made, values)))
    together = f"{FOLDER}/{made.plural}.yaml"
    if (root / together).is_file():
        show(f"Others stand together in {together}; either form is read.\n")


def _short(kind: Kind, short: Mapping[str, str | Sequence[str] | None]) -> Iterator[tuple[str, str]]:
    """The short options as pairs of property and text."""
    for option, said in short.items():
        for text in () if said is None else (said,) if isinstance(said, str) else said:
            name = next((each for each in SHORT[option] if each in kind.properties), None)
            if name is None:
                raise RemitError(
                    f"a {kind.title.lower()} has nothing for --{option}; `remit schema` lists what it has"
                )
            yield name, text


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise RemitError(f"--set `{text}` has no value; write --set {text or 'unit'}=VALUE")
    return name, value


def _hold_text(name: str, text: str) -> None:
    """Raise RemitError for an argument whose bytes the terminal did not send as UTF-8."""
    if any("\ud800" <= sign <= "\udfff" for sign in text):
        raise RemitError(f"`{name}` is not UTF-8; set the terminal to UTF-8, or write it into the file")


def _next(missing: Sequence[str]) -> str:
    if missing:
        return f"To fill in: {', '.join(missing)}. Then run `remit check`.\n"
    return "Complete. Read it, run `remit check`, and open a pull request with it.\n"
