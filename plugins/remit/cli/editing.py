"""`remit rename`, `set`, `split`, `merge` and `fmt`: edits that keep what people wrote."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from remit.cli.output import CLEAN, FAILED, FOUND, IN, at_root, show

if TYPE_CHECKING:
    from remit.authoring.edits.plan import Plan
    from remit.authoring.renaming import Renaming
    from remit.handbook import Handbook

MOST_LEFT = 12  # lines that a rename names one by one
DRY_RUN = click.option(
    "--dry-run", is_flag=True, help="Show what would change, as a patch, and write nothing."
)


@click.command()
@click.argument("old")
@click.argument("new")
@DRY_RUN
@IN
def rename(*, old: str, new: str, dry_run: bool, root: Path) -> None:
    """Give the definition OLD the id NEW.

    NEW is written wherever OLD is referred to.

    OLD is an address such as metric:win-rate, or a file. Where a definition has its new id already, this
    finishes the rename.
    """
    from remit.authoring.renaming import rename as renamed

    with editing(root) as book:
        made = renamed(book, old, new)
        if dry_run:
            show(made.plan.diff(made.texts))
            return
        made.plan.carry_out(made.texts)
    if not made.texts:
        done = f"`{made.now}`: nothing refers to `{made.was}` any more, and it is under `former-ids`."
        show("\n".join([done, *_left(made)]) + "\n")
        return
    what = f"`{made.now}` was called `{made.was}`" if made.is_begun else f"`{made.was}` is `{made.now}` now"
    places = f"{_count(made.count, 'reference')} in {_count(len(made.places), 'file')}"
    lines = [f"{what}: {places if made.count else 'nothing refers to it'}."]
    moved = [path for path, text in made.texts.items() if text is None]
    lines += [f"  {path} → {path.rpartition('/')[0]}/{made.now.id}.yaml" for path in moved]
    lines += [
        f"  {path}: {_count(count, 'place')}" for path, count in made.places.items() if path not in moved
    ]
    lines += _left(made)
    lines.append("`former-ids` keeps old links working. Commit it as one change.")
    show("\n".join(lines) + "\n")


def _left(made: Renaming) -> list[str]:
    """The lines of people's own pages in which the old address stays, for a person to look at."""
    places = [f"  {path}:{line}" for path, lines in made.left.items() for line in lines]
    more = [f"  … and {len(places) - MOST_LEFT} more"] if len(places) > MOST_LEFT else []
    head = f"Left as typed, in code or as a link; look whether `{made.was}` is still meant there:"
    return [head, *places[:MOST_LEFT], *more] if places else []


@click.command(name="set")
@click.argument("address")
@click.argument("words", nargs=-1, metavar="[PROPERTY VALUE]...")
@click.option("--add", is_flag=True, help="VALUE is one more item of the list.")
@click.option("--remove", is_flag=True, help="Take the item VALUE out of the list.")
@click.option("--unset", multiple=True, metavar="PROPERTY", help="Take a property out; may be repeated.")
@DRY_RUN
@IN
def set_property(
    *,
    address: str,
    words: tuple[str, ...],
    add: bool,
    remove: bool,
    unset: tuple[str, ...],
    dry_run: bool,
    root: Path,
) -> None:
    """Set a PROPERTY of the definition at ADDRESS to a VALUE.

    A property inside of another is named with points: sla.within.amount. A list or a mapping is written as in
    YAML: '[one, two]', '{revops: {}}'.
    """
    from remit.authoring import setting
    from remit.authoring.edits.plan import Plan

    if add and remove:
        raise click.UsageError("--add and --remove are two things; choose one")
    if len(words) % 2 or not (words or unset):
        raise click.UsageError("write a PROPERTY and its VALUE, or --unset PROPERTY")
    with editing(root) as book:
        definition = setting.definition_at(book, address)
        plan = Plan(book)
        pairs = list(zip(words[::2], words[1::2], strict=False))
        for name in unset:
            setting.take_out(plan, definition, name)
        if add or remove:
            for name, text in pairs:
                change = setting.add_item if add else setting.take_out
                change(plan, definition, name, text)
        else:
            setting.set_values(plan, definition, pairs)
        texts = plan.texts()
        setting.hold_fitting(plan, texts)
        _done(plan, texts, dry_run=dry_run)


@click.command()
@at_root()
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit 1 if a file would change.")
@DRY_RUN
def fmt(*, root: Path, only_check: bool, dry_run: bool) -> None:
    """Lay out the files under ROOT/governance alike.

    Indentation, spaces and blank lines; what they say stays as it is.
    """
    from remit.authoring.edits.plan import Plan
    from remit.authoring.formatting import formatted
    from remit.diagnostics import RemitError
    from remit.escape import printable

    refused: list[str] = []
    with editing(root) as book:
        plan = Plan(book)
        for document in book.documents:
            try:
                text = formatted(document)
            except RemitError as problem:
                refused.append(str(problem))
                continue
            if text != plan.text_of(document):
                plan.put(document.path, text)
        texts = plan.texts()
        if not (dry_run or only_check):
            plan.carry_out(texts)
    if dry_run:
        show(plan.diff(texts))
    else:
        alike = f"{_count(len(book.documents) - len(refused), 'file')} laid out already.\n"
        show("".join(f"{path}\n" for path in sorted(texts)) or alike)
    for each in refused:
        click.echo(f"remit: {printable(each)}", err=True)
    if refused:
        sys.exit(FAILED)
    sys.exit(FOUND if only_check and texts else CLEAN)


@click.command()
@click.argument("kind")
@click.argument("ids", nargs=-1, metavar="[ID]...")
@DRY_RUN
@IN
def split(*, kind: str, ids: tuple[str, ...], dry_run: bool, root: Path) -> None:
    """Give definitions of a KIND a file each: all, or those named."""
    _arranged("split", kind, ids, root, dry_run=dry_run)


@click.command()
@click.argument("kind")
@click.argument("ids", nargs=-1, metavar="[ID]...")
@DRY_RUN
@IN
def merge(*, kind: str, ids: tuple[str, ...], dry_run: bool, root: Path) -> None:
    """Bring definitions of a KIND together in one file: all, or those named."""
    _arranged("merge", kind, ids, root, dry_run=dry_run)


def _arranged(how: str, kind: str, ids: Sequence[str], root: Path, *, dry_run: bool) -> None:
    from remit.authoring import arranging
    from remit.authoring.edits.plan import Plan

    with editing(root) as book:
        plan = Plan(book)
        made = arranging.kind_named(book, kind)
        moved = getattr(arranging, how)(plan, made, ids)
        texts = dict(plan.texts())
        arranging.hold_arranged(plan, texts)
        if moved:
            _done(plan, texts, dry_run=dry_run)
            return
    where = "stands together with others" if how == "split" else "has a file of its own"
    show(f"Nothing to {how}: no {made.id} {where}.\n")


@contextmanager
def alone(root: Path) -> Iterator[None]:
    """Keep others from editing the handbook, and finish what one of them was killed in."""
    from remit.authoring.edits import together

    def waiting() -> None:
        click.echo("remit: another command is editing this handbook; waiting for it", err=True)

    with together.alone(root, waiting):
        if together.finish(root):
            click.echo("remit: finished the edit that was interrupted before", err=True)
        yield


@contextmanager
def editing(root: Path) -> Iterator[Handbook]:
    """The handbook, read while nobody else edits it."""
    from remit.reading import open_handbook

    with alone(root):
        yield open_handbook(root)


def _done(plan: Plan, texts: Mapping[str, str | None], *, dry_run: bool) -> None:
    """Write what was made, or show it; and say which files changed."""
    if dry_run:
        show(plan.diff(texts))
        return
    plan.carry_out(texts)
    show("".join(f"{path}\n" for path in sorted(texts)) or "Nothing to change: it says so already.\n")


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
