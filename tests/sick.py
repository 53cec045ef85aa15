"""A sick copy of the starter: the planted faults as far as they fit together, and years of neglect."""

# Made from the starter by rule, never by hand: it stays as sick when the starter grows.

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping

from building import ROOT
from planting import DAY, Fault, faults, readings

TOPICS = ("alike", "authority", "decisions", "handoffs", "overdue", "suspicions", "thresholds", "upkeep")
WAIVERS = """\
  channels-until-spring:
    rule: owner-missing
    definition: field:campaign-channel
    reason: The CRM is replaced in spring; until then nobody should own what goes.
    who: head-of-revops
    until: 2027-03-31
  renewals-by-hand:
    rule: handoff-without-sla
    definition: handoff:renewal-handoff
    reason: Renewals are called by hand until CS has its own queue.
    who: coo
    until: 2026-12-31
"""


@functools.cache
def texts() -> Mapping[str, str]:
    """The files of the sick copy, by their paths from the root."""
    found = {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted((ROOT / "governance").rglob("*.yaml"))
    } | readings(ROOT)
    for fault in faults():
        if fault.handbook == "starter" and fault.topic in TOPICS:
            _plant(found, fault)
    for path, text in found.items():
        found[path] = _neglected(path, text)
    own = found["governance/handbook.yaml"]
    assert own.count("\nwaivers:\n") == 1
    found["governance/handbook.yaml"] = own.replace("\nwaivers:\n", f"\nwaivers:\n{WAIVERS}")
    policies = found["governance/policies.yaml"]
    found["governance/policies.yaml"] = re.sub(
        "review-every: .*", "review-every: sometimes", policies, count=1
    )
    return found


def changed() -> dict[str, str]:
    """Those of them that differ from the starter's."""
    return {path: text for path, text in texts().items() if text != (ROOT / path).read_text(encoding="utf-8")}


def _plant(found: dict[str, str], fault: Fault) -> None:
    """All edits of a fault; none where an earlier fault has already changed one of the places."""
    made = dict(found)
    for edit in fault.edits:
        path = f"governance/{edit['file']}"
        if not {"was", "file"} <= edit.keys() <= {"was", "file", "now"} or made[path].count(edit["was"]) != 1:
            return
        made[path] = made[path].replace(edit["was"], edit.get("now", ""))
    found.update(made)


def _neglected(path: str, text: str) -> str:
    """A file after years in which nobody looked after it."""
    kind = path.split("/")[1].removesuffix(".yaml")
    if kind == "fields":
        text = _without(text, "governs", every(7))
    if kind in ("metrics", "systems", "fields"):
        text = re.sub(r"reviewed: 2026-(\d\d)-(\d\d)", _earlier, text)
        text = _without(text, "reviewed", every(3))
    for plural, name, nth in (("stages", "markers", 4), ("metrics", "examples", 5), ("handoffs", "sla", 2)):
        if kind == plural:
            text = _without(text, name, every(nth))
    if kind == "decisions" and "lane: shared" in text and every(6)(path):
        text = text.replace("lane: shared", "lane: local")
    return text


def _earlier(day: re.Match[str]) -> str:
    """Half of the days a year earlier, so that their reviews are overdue."""
    return f"reviewed: {2025 + int(day[2]) % 2}-{day[1]}-{day[2]}"


def every(nth: int) -> Callable[[str], bool]:
    """A choice of names that is the same on every machine: one of `nth`, on the average."""
    return lambda name: bool(name) and sum(name.encode()) % nth == 0


def _without(text: str, name: str, chosen: Callable[[str], bool]) -> str:
    """A file without a property of those of its definitions whose name is chosen."""
    alone = re.search(r"^name:", text, re.MULTILINE) is not None  # one definition, at the first column
    pad = "" if alone else "  "
    block = re.compile(rf"^{pad}{name}:.*\n(?:(?:{pad} .*)?\n)*", re.MULTILINE)
    pieces = [text] if alone else re.split(r"(?m)^(?=[a-z0-9-]+:$)", text)
    return "".join(block.sub("", piece) if chosen(_name_in(piece, pad)) else piece for piece in pieces)


def _name_in(piece: str, pad: str) -> str:
    found = re.search(rf"^{pad}name: (.+)$", piece, re.MULTILINE)
    return found[1] if found else ""


__all__ = ["DAY", "changed", "texts"]
