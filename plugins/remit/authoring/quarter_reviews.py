"""The file of a quarter's review: evidence filled in, answers left to people."""

# Written with values that are missing on purpose: `remit check` reports each until it is filled in.

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

from remit.ownership.parties import governing, operating
from remit.rhythm.quarter import Draft, Found
from remit.schema import Kind, Node
from remit.yaml_text import dumped

WIDTH = 100
TO_FILL = ("summary", "held-on", "findings", "log")


def compose(draft: Draft, kind: Kind, note: str) -> str:
    """The text of the review; `note` says from what its evidence comes."""
    said: dict[str, Any] = {"name": draft.name, "period": draft.period}
    if draft.cadence is not None:
        said["cadence"] = draft.cadence.id
        for name, edges_of in (("operates", operating), ("governs", governing)):
            if edges := edges_of(draft.cadence):
                said[name] = {str(edge.path[-1]): {} for edge in edges}
    lines = [*_comment(f"{note} Values that are missing are for people: fill them in."), ""]
    for name, node in kind.properties.items():
        if name == "findings":
            lines += ["findings:", *(line for each in draft.found for line in _finding(each, node))]
        elif name in said:
            lines += dumped({name: said[name]}).splitlines()
        elif name in TO_FILL or name == "cadence":
            lines += [*_comment(node.description), f"{name}:"]
    return "\n".join(lines) + "\n"


def to_fill(draft: Draft) -> str:
    """What people must still write, in words."""
    cadence = "" if draft.cadence is not None else "cadence, "
    return f"{cadence}summary, held-on, {len(draft.found)} answers, log"


def _finding(found: Found, node: Node) -> Iterator[str]:
    answer = (node.values or node).properties["answer"]
    values: dict[str, Any] = {"question": found.question}
    if found.evidence is not None:
        values["evidence"] = _evidence(found.evidence)
    yield f"  {found.id}:"
    yield from (f"    {line}" for line in dumped(values).splitlines())
    yield from (f"    {line}" for line in (*_comment(answer.description), "answer:"))
    if found.about:
        yield from (f"    {line}" for line in dumped({"about": list(found.about)}).splitlines())


def _evidence(lines: tuple[str, ...]) -> str:
    """One sentence as it is, several as a list."""
    if len(lines) == 1:
        return lines[0]
    return "\n".join(_item(line) for line in lines)


def _item(line: str) -> str:
    return textwrap.fill(
        line, WIDTH, initial_indent="- ", subsequent_indent="  ",
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def _comment(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent="# ", subsequent_indent="# ", break_on_hyphens=False)
