"""What `import remit` gives to programs of others is recorded: nothing of it goes or changes unnoticed."""

# public.yaml holds each public name: a function's signature; a class's fields and what can be asked of
# it. griffe reads them from the source. REMIT_UPDATE_CASES=1 writes it anew.

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import griffe
import pytest

import remit
from building import ROOT
from remit import source
from remit.yaml_text import dumped

RECORDED = Path(__file__).with_name("public.yaml")
UPDATE = bool(os.environ.get("REMIT_UPDATE_CASES"))
MADE = {"Memory", "Overlay"}  # by those who use them; all else is only looked at
HOW_TO_RECORD = (
    "Programs of others rest on what is gone or changed: where it is meant, say so in CHANGELOG.md and in "
    "docs/guide/python.md, then record it:\n"
    "  REMIT_UPDATE_CASES=1 .venv/bin/pytest -q tests/api/test_public_api.py"
)


def described() -> dict[str, str | dict[str, str]]:
    """Public name → its signature, or of a class: member → its type or signature."""
    package = griffe.load("remit", search_paths=[ROOT / "plugins"], resolve_aliases=True)
    found: dict[str, str | dict[str, str]] = {}
    for name in remit.__all__:
        thing = package[name]
        if thing.is_class:
            members = thing.members.items()
            found[name] = {
                member: _told(each)
                for member, each in members
                if not member.startswith("_") or (member == "__init__" and name in MADE)
            }
        elif thing.is_function:
            found[name] = _told(thing)
    return found


def _told(thing: griffe.Object | griffe.Alias) -> str:
    found = thing.final_target if isinstance(thing, griffe.Alias) else thing
    if isinstance(found, griffe.Function):
        return found.signature()
    assert isinstance(found, griffe.Attribute)
    return str(found.value if found.annotation is None else found.annotation)


def flat(api: Mapping[str, str | Mapping[str, str]]) -> dict[str, str]:
    """The same with one line for each name and member."""
    lines: dict[str, str] = {}
    for name, told in api.items():
        if isinstance(told, str):
            lines[name] = told
        else:
            lines[name] = "a class"
            lines |= {f"{name}.{member}": what for member, what in told.items()}
    return lines


def differences(recorded: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """What is not as it was recorded, a line for each."""
    return [
        *(f"gone: {name}" for name in recorded if name not in now),
        *(
            f"changed: {name}\n     was {was}\n      is {now[name]}"
            for name, was in recorded.items()
            if now.get(name, was) != was
        ),
        *(f"new: {name}" for name in now if name not in recorded),
    ]


def test_the_public_api_is_the_one_that_is_recorded() -> None:
    now = described()
    if UPDATE:
        RECORDED.write_text(dumped(now), encoding="utf-8")
    recorded = source.parse(RECORDED.read_bytes(), RECORDED.name).data
    found = differences(flat(recorded), flat(now))
    assert not found, "\n".join([f"{RECORDED.name} records another API:", *found, HOW_TO_RECORD])


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("check", None),
        ("History.as_of", None),
        ("Edge.context", None),
        ("review", "review(place: Place) -> ChangeReview"),
        ("Diagnostic.length", "float"),
    ],
)
def test_a_name_that_is_gone_or_changed_is_noticed(name: str, told: str | None) -> None:
    recorded = flat(source.parse(RECORDED.read_bytes(), RECORDED.name).data)
    now = {each: what for each, what in recorded.items() if each != name} | ({name: told} if told else {})
    (line,) = differences(recorded, now)
    assert line.startswith(f"{'changed' if told else 'gone'}: {name}")
    assert differences(now, recorded) != []
