"""Rules about what is looked at: a kind that is named exists, and a look looks at something."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from remit.diagnostics import did_you_mean
from remit.handbook import Definition, Handbook
from remit.rules.rule import Context, Finding, finding, rule


@rule("kind-unknown")
def kind_unknown(context: Context) -> Iterator[Finding]:
    """The kinds that occasions and triggers of lanes name exist.

    Why: A reason that names a kind that does not exist applies to nothing, and nobody notices.
    Fix: Correct the name; `remit schema` lists the kinds.
    Bad:
        occasions:
          new-tool: {name: A new tool, summary: S., looks: {truth: {why: Which wins?, kinds: [systems]}}}
    Good:
        occasions:
          new-tool: {name: A new tool, summary: S., looks: {truth: {why: Which wins?, kinds: [system]}}}
    """
    book = context.book
    for occasion in book.all("occasion"):
        for id in occasion["looks"]:
            yield from _unknown(book, occasion, ("looks", id, "kinds"))
    for lane in book.all("lane"):
        for id in lane["triggers"]:
            yield from _unknown(book, lane, ("triggers", id, "kinds"))
            yield from _unknown(book, lane, ("triggers", id, "touches", "kinds"))


def _unknown(book: Handbook, definition: Definition, path: Sequence[str]) -> Iterator[Finding]:
    named = definition.data
    for step in path:
        named = named.get(step, {})
    for place, kind in enumerate(named):
        if kind not in book.kinds.by_id:
            message = f"there is no kind `{kind}`{did_you_mean(kind, book.kinds.by_id)}"
            yield finding(definition, (*path, place), message)


@rule("look-at-nothing")
def look_at_nothing(context: Context) -> Iterator[Finding]:
    """Every reason to look again says at what: at kinds, or at definitions.

    Why: Without anything to look at, the question cannot be answered.
    Fix: Add `kinds` or `definitions`, or delete the reason.
    Bad:
        occasions:
          new-tool: {name: A new tool, summary: S., looks: {truth: {why: Which wins?}}}
    Good:
        occasions:
          new-tool: {name: A new tool, summary: S., looks: {truth: {why: Which wins?, kinds: [system]}}}
    """
    for occasion in context.book.all("occasion"):
        for id, look in occasion["looks"].items():
            if not look.get("kinds") and not look.get("definitions"):
                yield finding(
                    occasion, ("looks", id), f"`{id}` of `{occasion.ref}` says nothing to look at", key=True
                )


RULES = (kind_unknown, look_at_nothing)
