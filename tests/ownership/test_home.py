"""Relations to parties are named in the home of ownership alone: everything else asks there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from remit.schema import PARTIES, PLAYS, load_kinds, references

PACKAGE = Path(__file__).resolve().parents[2] / "plugins" / "remit"
HOME = PACKAGE / "ownership"
KINDS = load_kinds().by_id.values()
# What takes the id of a relation; elsewhere a word that is a property's name as well is that.
ASKING = {"to", "by", "targets", "target", "sources", "lost"}


def relations_to_parties() -> frozenset[str]:
    """The relations that lead to a function or a role in every built-in kind, and to nothing else."""
    ends: dict[str, set[str]] = {}
    for kind in KINDS:
        for each in references(kind.node):
            ends.setdefault(each.relation, set()).update(each.to)
    return frozenset(relation for relation, kinds in ends.items() if kinds <= set(PARTIES))


RELATIONS = relations_to_parties()
# Names that also mean something else in code: a property, or what a party plays.
SHARED = RELATIONS & ({name for kind in KINDS for name in kind.properties} | set(PLAYS))
MODULES = [path for path in sorted(PACKAGE.rglob("*.py")) if not path.is_relative_to(HOME)]
TEMPLATES = sorted(PACKAGE.rglob("*.html"))


def named_in_python(text: str) -> Iterator[tuple[int, str]]:
    """(line, relation) for each text that can only be the id of a relation to a party."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and node.value in RELATIONS - SHARED:
            yield node.lineno, str(node.value)
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ASKING:
            for each in node.args:
                if isinstance(each, ast.Constant) and each.value in SHARED:
                    yield node.lineno, str(each.value)


def named_in_template(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), 1):
        code = " ".join(re.findall(r"\{[{%].*?[%}]\}", line))
        for method, before, name in re.findall(r"(?:\.(\w+)\(([^()]*))?[\"']([a-z-]+)[\"']", code):
            asks = method in ASKING and '"' not in before
            if name in RELATIONS - SHARED or (name in SHARED and asks):
                yield number, name


def test_the_schemas_name_relations_to_parties_and_some_share_their_name_with_a_property() -> None:
    assert {"operated-by", "governed-by", "has-say", "part-of", "reports-to"} <= RELATIONS
    assert not {"succeeded-by", "sets-off", "shows"} & RELATIONS
    assert {"decided-by", "reports-to"} <= SHARED


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_module_outside_names_a_relation_to_a_party(path: Path) -> None:
    assert list(named_in_python(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_template_names_a_relation_to_a_party(path: Path) -> None:
    assert list(named_in_template(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('edges = definition.to("operated-by")', ["operated-by"]),
        ('OWNERS = ("governed-by", "shows")', ["governed-by"]),
        ('where = record.lost("decided-by")', ["decided-by"]),
        ('where = record.get("decided-by")', []),
        ('record.targets("supersedes")', []),
    ],
)
def test_a_name_in_a_module_is_found(text: str, found: list[str]) -> None:
    assert [name for _, name in named_in_python(text)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{% for edge in metric.to("operated-by") %}', ["operated-by"]),
        ("{% set said = (('Governs', 'governed-by'),) %}", ["governed-by"]),
        ('{{ role.by("reports-to") }}', ["reports-to"]),
        ('{{ role.get("reports-to") }} operated-by', []),
    ],
)
def test_a_name_in_a_template_is_found(text: str, found: list[str]) -> None:
    assert [name for _, name in named_in_template(text)] == found


def test_what_leads_to_parties_alone_plays_something_or_only_mentions_them() -> None:
    """A new relation to a party says what is played, or is put here with its reason."""
    silent = {
        each.relation
        for kind in KINDS
        for each in references(kind.node)
        if each.relation in RELATIONS and not each.plays and not each.plays_by and not each.mentions
    }
    assert silent == {
        "together-with",  # plays what the entry plays under which it stands
        "part-of", "belongs-to", "headed-by",  # how functions and roles hang together
        "asked-by", "decided-by", "agreed-by", "agreed-as", "waived-by",  # what somebody did once
        "acted-on-by", "edited-by",  # what somebody may or must do in one case
    }  # fmt: skip


def test_a_relation_plays_the_same_wherever_it_stands() -> None:
    said: dict[str, set[tuple[str, str]]] = {}
    for kind in KINDS:
        for each in references(kind.node):
            said.setdefault(each.relation, set()).add((each.plays, each.plays_by))
    assert {relation: found for relation, found in said.items() if len(found) > 1} == {}
