"""What does not fit in some definitions of a kind stops nobody: neither the check nor a page."""

from __future__ import annotations

import copy
import functools
import itertools
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import yaml

from depth import part_of
from pages import Elements, html_of
from planting import HANDBOOKS
from remit.checking import check
from remit.handbook import Handbook
from remit.reading import open_handbook
from remit.schema import Node
from remit.tree import Memory
from remit.views import handbook_site

# What is put into every second place of a form, and the place to begin with; None for nothing at all.
MISFITS: tuple[tuple[object, int], ...] = ((5, 0), ({"a": 5}, 1), (["x"], 0), (None, 1))
TODAY = "2026-12-01"
Steps = tuple[str | int, ...]


@functools.cache
def hire() -> Handbook:
    """The handbook of the equipment-hire company."""
    return open_handbook(HANDBOOKS["hire"])


def forms(node: Node, data: Any, path: Steps = ()) -> Iterator[tuple[Steps, Steps]]:
    """(form, path) of everything below some data: paths have one form that the schema takes alike."""
    if isinstance(data, dict):
        for key, value in data.items():
            known = node.properties.get(key)
            inner, step = (known, key) if known else (node.values, "*")
            if inner:
                yield (step,), (key,)
                yield from (((step, *form), (key, *below)) for form, below in forms(inner, value))
    elif isinstance(data, list) and node.items:
        for place, item in enumerate(data):
            yield ("*",), (place,)
            yield from ((("*", *form), (place, *below)) for form, below in forms(node.items, item))


@functools.cache
def places() -> Mapping[tuple[str, Steps], list[tuple[str, Steps]]]:
    """(kind, form) → file and path of everything of that form."""
    found: dict[tuple[str, Steps], list[tuple[str, Steps]]] = {}
    for each in hire().definitions():
        for form, path in forms(each.kind.node, each.data):
            found.setdefault((each.kind.id, form), []).append((each.document.path, (*each.path, *path)))
    return found


def misfitting(kind: str, form: Steps, misfit: object, where: slice) -> Memory:
    """The handbook with a misfit in some of the places of a form."""
    written = {each.path: each for each in hire().documents}
    changed: dict[str, Any] = {}
    for file, (*above, last) in places()[kind, form][where]:
        around = changed.setdefault(file, copy.deepcopy(written[file].data))
        for step in above:
            around = around[step]
        if misfit is not None:
            around[last] = copy.deepcopy(misfit)  # one object in two places would be an anchor
        elif isinstance(around, dict):
            del around[last]
    texts = {path: each.text for path, each in written.items()}
    return Memory(texts | {file: yaml.safe_dump(data, sort_keys=False) for file, data in changed.items()})


# Each form with one misfit, in turn: all of them with all would take longer than all other sweeps.
SWEEP: list[Any] = [
    pytest.param(kind, form, misfit, first, id=f"{kind}.{'.'.join(map(str, form))}-{misfit}-{first}")
    for (kind, form), (misfit, first) in zip(places(), itertools.cycle(MISFITS), strict=False)
]


def kind_of(sample: Any) -> object:
    return sample.values[0]


@pytest.mark.parametrize(("kind", "form", "misfit", "first"), part_of(SWEEP, form=kind_of))
def test_what_does_not_fit_stops_neither_the_check_nor_a_page(
    kind: str, form: Steps, misfit: object, first: int
) -> None:
    checked = check(misfitting(kind, form, misfit, slice(first, None, 2)), today=TODAY)
    pages = handbook_site(checked.book, checked.findings, TODAY, twins=True).pages
    for page in pages:
        assert page.body().html


@pytest.mark.parametrize("step", [1, 2])
@pytest.mark.parametrize("kind", [kind.id for kind in hire().kinds.by_id.values() if not kind.single])
def test_the_list_of_a_kind_names_what_does_not_fit(kind: str, step: int) -> None:
    """Nothing vanishes from a page while somebody writes, and the page never says that there is none."""
    checked = check(misfitting(kind, ("name",), 5, slice(0, None, step)), today=TODAY)
    site, unsound = handbook_site(checked.book, checked.findings, TODAY), checked.book.unsound(kind)
    written = checked.book.kinds.by_id[kind]
    html = html_of(site, site.collection_url(written))
    links = " ".join(Elements(html).values("href"))
    assert unsound
    assert [each.id for each in unsound if f"{each.id}/" not in links] == []
    assert f"No {written.title.lower()} is" not in html
