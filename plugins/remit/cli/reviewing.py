"""`remit review`: what a change means and still needs; what to look at again after an occasion."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from remit.cli.output import CLEAN, DAY, FAILED, FOUND, IN, OUTPUT, format_of, show
from remit.diagnostics import RemitError, nearest_address

if TYPE_CHECKING:
    from remit.authoring.change_records import Decision
    from remit.change.review.review import ChangeReview
    from remit.handbook import Definition, Handbook
    from remit.insight.moved import Asked, Moved
    from remit.reports.comment import Suggestion


@click.command()
@click.argument("base", required=False)
@click.argument("head", required=False)
@format_of("review")
@OUTPUT
@click.option("--fix", is_flag=True, help="Write the record that is missing, and what a proposed one covers.")
@click.option("--why", default="", metavar="TEXT", help="With --fix: why it changes.")
@click.option(
    "--decided-by",
    multiple=True,
    metavar="ROLE",
    help="With --fix: a role that decided it today; may be repeated.",
)
@click.option("--today", **DAY, help="The day on which reviews are due; by default today.")
@click.option(
    "--approvals",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="What the host exports of who approved: say who agreed.",
)
@click.option("--require-approvals", is_flag=True, help="What these approvals do not show is missing.")
@click.option(
    "--records",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="FOLDER",
    help="Tables as of `compute`: say what the numbers become. Totals and counts alone are told.",
)
@click.option(
    "--period", multiple=True, metavar="PERIOD", help="With --records: 2026-Q3, …; else the latest."
)
@click.option("--new-file", default="", metavar="URL", help="In a comment: where the host begins a new file.")
@click.option("--occasion", metavar="ID", help="List what to look at again after it, such as `new-tool`.")
@click.option(
    "--about", multiple=True, metavar="REF", help="What the occasion is about: only what it concerns."
)
@IN
def review(
    base: str | None,
    head: str | None,
    *,
    form: str,
    output: Path | None,
    fix: bool,
    why: str,
    decided_by: tuple[str, ...],
    approvals: Path | None,
    require_approvals: bool,
    records: Path | None,
    period: tuple[str, ...],
    new_file: str,
    today: str | None,
    occasion: str | None,
    about: tuple[str, ...],
    root: Path,
) -> None:
    """Judge a change: who must agree, and what is missing.

    What changes from BASE to HEAD, or to the files as they are now, is judged. The comparison starts where
    HEAD left BASE. Lanes, owners and holders are those of BASE. Exit code 0: ready; 1: something is
    missing; 2: it could not be judged.

    With --occasion nothing is compared: it lists what to look at again, and by whom.
    """
    if occasion is not None:
        if base is not None or fix:
            raise click.UsageError("--occasion compares nothing; leave out BASE, HEAD and --fix")
        show(_look_again(root, occasion, about, form), output)
        return
    if base is None:
        raise RemitError(
            "nothing to review: say what to compare with, such as `remit review main`, or an occasion, "
            "such as `remit review --occasion new-tool`"
        )
    _hold_usage(fix=fix, with_fix=bool(why or decided_by), approvals=approvals, require=require_approvals)
    if about:
        raise click.UsageError("--about says what an --occasion is about; name one")
    from remit import days
    from remit.reports.review import failure

    day = today or days.clock()
    try:
        shown = _Shown(approvals, require_approvals)
        asked = _asked(records, day, period)
        fixing = (why, decided_by) if fix else None
        judged, told, moved = _judged(root, (base, head), shown, asked, fix=fixing)
        said = _said(judged, form, day, (root, new_file), moved=moved)
    except RemitError as problem:
        show(failure(str(problem), form), output)
        raise
    show(said, output)
    if told:
        click.echo(f"remit: {told}", err=True)
    if judged.unread:
        click.echo("remit: not everything could be judged; fix what could not be read", err=True)
        sys.exit(FAILED)
    sys.exit(CLEAN if judged.is_ready else FOUND)


def _hold_usage(*, fix: bool, with_fix: bool, approvals: Path | None, require: bool) -> None:
    """Options that mean nothing without another one are wrong usage."""
    if require and approvals is None:
        raise click.UsageError("--require-approvals says what is missing in approvals; add --approvals FILE")
    if with_fix and not fix:
        raise click.UsageError("--why and --decided-by complete a record; write --fix with them")


class _Shown(NamedTuple):
    """The file with what the host shows, and whether what it does not show is missing."""

    file: Path | None
    is_required: bool


def _judged(
    root: Path,
    ends: tuple[str, str | None],
    shown: _Shown,
    asked: Asked,
    *,
    fix: tuple[str, tuple[str, ...]] | None,
) -> tuple[ChangeReview, str, Sequence[Moved] | None]:
    """The review of what BASE and HEAD name, what --fix made of it in a sentence, and what it moves."""
    from remit.authoring.change_records import Decision
    from remit.change.review.evidence import read_approvals
    from remit.change.review.review import review as judge
    from remit.cli.editing import alone
    from remit.cli.sides import remedies, sides
    from remit.insight.moved import moved
    from remit.reports.moved import sentences

    named = sides(root, *ends)
    told = ""
    with remedies(root), alone(root) if fix is not None else nullcontext():
        file = shown.file
        approvals = read_approvals(file.read_bytes(), file.name) if file is not None else None
        options: dict[str, Any] = {
            "today": asked.day,
            "approvals": approvals,
            "require_approvals": shown.is_required,
        }
        judged = judge(named.place, named.other, base=named.base, head=named.head, **options)
        found = moved(judged, asked)
        if fix is not None:
            decision = Decision(*fix, sentences(found or ()))
            judged, told, again = _fixed(judged, asked.day, decision)
            if again:
                judged = judge(named.place, named.other, base=named.base, **options)
    return judged, told, found


def _asked(records: Path | None, day: str, periods: Sequence[str]) -> Asked:
    """What is asked about numbers: nothing where no records are given."""
    from remit.insight.moved import Asked

    if records is None and periods:
        raise click.UsageError("--period says for when numbers are computed; add --records FOLDER")
    return Asked(records, day, periods)


def _said(
    judged: ChangeReview, form: str, day: str, where: tuple[Path, str], *, moved: Sequence[Moved] | None
) -> str:
    """The review in a format; a comment has the record that is missing, too."""
    from remit.reports.comment import hold_address
    from remit.reports.review import COMMENTS, FORMATS

    root, new_file = where
    address = hold_address(new_file) if new_file else ""
    if form in COMMENTS:
        return COMMENTS[form](judged, _suggested(judged, day, root, address), moved)
    return FORMATS[form](judged, moved)


def _suggested(judged: ChangeReview, day: str, root: Path, address: str) -> Suggestion | None:
    """The record that is missing, for a comment; with who is to decide, where approvals have to show it.

    Its path is that in the repository, as the host wants it, wherever in it the handbook lies.
    """
    from remit import files
    from remit.authoring.change_records import Decision, missing_record
    from remit.change.review.blockers import NOT_SHOWN
    from remit.change.review.evidence import AGREED, AUTHOR
    from remit.reports.comment import Suggestion

    if not judged.bare or judged.unread:
        return None
    is_shown = all(each.state in (AGREED, AUTHOR) for each in judged.evidence or ())
    is_required = is_shown or any(gap.code == NOT_SHOWN for gap in judged.gaps)
    roles = [each.ask.holder.role for each in judged.evidence or () if is_required]
    decided = tuple(dict.fromkeys(role.id for role in roles if role is not None))
    path, text, _ = missing_record(judged, day, Decision("", decided), is_summed_up=True)
    _, way = files.repository(root)
    return Suggestion(f"{way}/{path}" if way else path, text.partition("\n# Also possible:")[0], address)


def _fixed(judged: ChangeReview, day: str, decision: Decision) -> tuple[ChangeReview, str, bool]:
    """Write the records that are missing or not complete.

    Gives the review after that, what became of them in a sentence, and whether to review anew.
    """
    from remit.authoring.change_records import refused, write_records

    if judged.difference.unread:
        unread = "what could not be read may be the one that is missing; fix it first"
        return judged, f"no record was written: {unread}", False
    if not judged.bare and not judged.records:
        return judged, "no record was written: none is missing", False
    files = judged.difference.files
    if files is None:
        head = judged.difference.names[1]
        raise RemitError(
            f"a record of what `{head}` changes belongs beside it; check `{head}` out and leave HEAD out"
        )
    made = write_records(judged, files, day, decision)
    held = [f"`{record.ref}`" for record in refused(judged)]
    told = []
    if held:
        told.append(
            f"{' and '.join(held)} stays as it is, for what is approved is never renewed: to have it decided "
            "again, write state: proposed and take `agreed-by` out, then run remit review --fix"
        )
    for each in made:
        left = "review again" if each.is_whole else "explain in it why, then review again"
        told.append(f"wrote {each.path}; {'it says who agreed' if each.says_who_agreed else left}")
    if not told:
        told.append("no record was written: none is missing")
    whole = [each for each in made if each.is_whole]
    begun = next((each.path for each in made if not each.is_whole), "")
    return judged.begun(begun) if begun else judged, "\nremit: ".join(told), bool(whole) and not begun


def _look_again(root: Path, id: str, about: Sequence[str], form: str) -> str:
    """What to look at again after an occasion."""
    from remit.reading import open_handbook
    from remit.reports.occasions import FORMATS, Called
    from remit.rhythm.occasions import again, desks, occasion_of

    if form not in FORMATS:
        raise click.UsageError(f"an occasion is not told as {form}; write {' or '.join(FORMATS)}")
    book = open_handbook(root)
    occasion = occasion_of(book, id)
    meant = [_meant(book, address) for address in about]
    found = again(book, occasion, meant)
    return FORMATS[form](Called(occasion, meant, desks(book, occasion, found)))


def _meant(book: Handbook, address: str) -> Definition:
    """The definition of an address; raises RemitError that names the nearest."""
    found = book.find(address)
    if found is None:
        hint = nearest_address(address, (str(each.ref) for each in book.definitions()))
        raise RemitError(f"there is no definition `{address}`{hint}")
    return found
