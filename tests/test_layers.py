"""Imports go down: the layer table of the architecture, held by reading every module's imports."""

from __future__ import annotations

import ast
import functools
import graphlib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "plugins" / "remit"

# A unit is a module or a package directly under remit/; of the packages in WINGS, each folder in them.
WINGS = {"change", "views", "views.pages"}
LAYERS = (
    {
        "diagnostics",
        "codes",
        "formula",
        "words",
        "colours",
        "escape",
        "mentions",
        "version",
        "extras",
        "frozen",
    },
    {"source", "days", "tree", "git", "files", "cache", "yaml_text"},
    {"schema", "snapshots"},
    {"handbook", "amounts", "linking", "reading"},
    {"compute", "ownership", "lifecycles"},
    {"assessment", "readings"},
    {"fingerprint", "change.compare"},
    {"rules", "overrides"},
    {"change.history", "change.review"},
    {"rhythm", "drift"},
    {"checking"},
    {"insight"},
    {"reports", "exports", "authoring"},
    {"scaffold"},
    {"views.site"},
    {"views.drawing"},
    {"views.parts"},
    {
        "views.pages",
        "views.pages.lifecycle",
        "views.pages.decisions",
        "views.pages.metrics",
        "views.pages.teams",
        "views.pages.systems",
        "views.pages.change",
        "views.pages.maturity",
        "views.pages.reference",
    },
    {"views"},
    {"publish"},
    {"plugin"},
    {"cli"},
    {"__main__"},
)
SIDEWAYS = {
    ("codes", "diagnostics"),
    ("codes", "frozen"),
    ("colours", "frozen"),
    ("diagnostics", "frozen"),
    ("extras", "diagnostics"),
    ("formula", "diagnostics"),
    ("formula", "frozen"),
    ("tree", "source"),
    ("cache", "files"),
    ("git", "files"),
    ("amounts", "handbook"),
    ("linking", "amounts"),
    ("linking", "handbook"),
    ("reading", "amounts"),
    ("reading", "handbook"),
    ("reading", "linking"),
    ("fingerprint", "change.compare"),
    ("overrides", "rules"),
}
# library → the units that may import it
KEPT = {
    "yaml": {"source", "yaml_text"},
    "jsonschema": {"schema"},
    "jsonschema_rs": {"schema"},
    "referencing": {"schema"},
    "jinja2": {"views.site", "views.pages.change", "plugin"},  # the plugin is handed MkDocs' own environment
    "markupsafe": {
        "views.site",
        "views.drawing",
        "views.parts",
        "views.pages.change",
        "views.pages.metrics",
        "views.pages.reference",
    },
    "dateutil": {"rhythm"},
    "icalendar": {"exports"},
    "graphlay": {"views.drawing"},
    "nh3": {"views.site"},
    "tinycss2": {"publish"},
    "markdown_it": {"views.site", "mentions"},
    "click": {"cli"},
    "platformdirs": {"cache"},
    "subprocess": {"git", "plugin"},
    "mkdocs": {"plugin"},
}
BUILDS = PACKAGE / "plugin" / "building.py"  # starts MkDocs, which runs what `mkdocs.yml` names
MOST_MODULES = 20  # of one folder, not counting its __init__ and __main__
LAYER_OF = {unit: number for number, units in enumerate(LAYERS) for unit in units}
MODULES = sorted(PACKAGE.rglob("*.py"))


def unit_named(parts: Sequence[str]) -> str:
    """The unit of a dotted name: its first part, or as deep as the wings go."""
    depth = 1
    while depth < len(parts) and ".".join(parts[:depth]) in WINGS:
        depth += 1
    name = ".".join(parts[:depth])
    return name if name in LAYER_OF or depth == 1 else ".".join(parts[: depth - 1])


def unit_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return unit_named(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


@functools.cache
def imported(path: Path) -> Sequence[tuple[int, str]]:
    """(line, dotted name) of all that a module imports, wherever in it the import stands."""
    return tuple(_imported(path))


def _imported(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}:{node.lineno} imports relatively"
            assert node.module
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def is_allowed(user: str, used: str) -> bool:
    return user == used or LAYER_OF[used] < LAYER_OF[user] or (user, used) in SIDEWAYS


def crossings() -> Iterator[tuple[str, str, str]]:
    """(place, unit, imported unit) for every import from remit itself."""
    for path in MODULES:
        for line, name in imported(path):
            parts = name.split(".")
            if parts[0] == "remit" and path != PACKAGE / "__init__.py":
                yield f"{path.relative_to(PACKAGE)}:{line}", unit_of(path), unit_named(parts[1:])


def test_every_unit_has_a_layer_and_every_layer_has_its_units() -> None:
    assert {unit_of(path) for path in MODULES if path != PACKAGE / "__init__.py"} - {"change"} == set(
        LAYER_OF
    )


def test_imports_go_down_or_sideways_as_listed() -> None:
    found = [
        f"{place}: {user} imports {used}" for place, user, used in crossings() if not is_allowed(user, used)
    ]
    assert not found, "\n".join(found)


def test_every_sideways_import_that_is_listed_is_needed() -> None:
    assert SIDEWAYS - {(user, used) for _, user, used in crossings()} == set()


@pytest.mark.parametrize(
    ("user", "used"),
    [
        ("source", "schema"),
        ("rules", "checking"),
        ("views", "cli"),
        ("ownership", "change.review"),
        ("insight", "views.site"),
        ("reports", "views.parts"),
        ("views.site", "views.drawing"),
        ("views.drawing", "views.parts"),
        ("views.pages", "views.pages.lifecycle"),
        ("views.pages.metrics", "views.pages.teams"),
        ("views.pages.systems", "publish"),
    ],
)
def test_the_table_forbids_what_goes_up_or_sideways_unlisted(user: str, used: str) -> None:
    assert not is_allowed(user, used)


def dotted(path: Path) -> str:
    """The name under which a module is imported."""
    parts = ("remit", *path.relative_to(PACKAGE).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def graph() -> dict[str, set[str]]:
    """Module → the modules it imports, for types only or when a function runs, too."""
    known = {dotted(path) for path in MODULES}
    found: dict[str, set[str]] = {}
    for path in MODULES:
        names = {name if name in known else name.rpartition(".")[0] for _, name in imported(path)}
        found[dotted(path)] = (names & known) - {dotted(path)}
    return found


def test_no_import_leads_in_a_circle_not_even_one_for_types() -> None:
    modules = graph()
    assert "remit.handbook" in modules["remit.views"], "the graph must have its edges"
    try:
        graphlib.TopologicalSorter(modules).prepare()
    except graphlib.CycleError as error:
        pytest.fail(" → ".join(reversed(error.args[1])))


def test_no_folder_holds_more_modules_than_one_takes_in_at_a_glance() -> None:
    held = Counter(path.parent for path in MODULES if path.name not in {"__init__.py", "__main__.py"})
    assert {folder.name: count for folder, count in held.items() if count > MOST_MODULES} == {}


@pytest.mark.parametrize("library", sorted(KEPT))
def test_a_library_is_known_to_the_listed_units_alone(library: str) -> None:
    assert {
        unit_of(path) for path in MODULES for _, name in imported(path) if name.split(".")[0] == library
    } == KEPT[library]


def test_yaml_is_only_ever_read_from_events() -> None:
    """`load` and `compose` crash or explode on hostile files; not even their names occur."""
    unsafe = {
        "load",
        "load_all",
        "safe_load",
        "safe_load_all",
        "full_load",
        "unsafe_load",
        "compose",
        "compose_all",
    }
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                assert node.value.id != "yaml" or node.attr not in unsafe, f"{path.name}:{node.lineno}"
        for line, name in imported(path):
            assert name not in {f"yaml.{each}" for each in unsafe}, f"{path.name}:{line}"


def test_nothing_of_the_package_reaches_the_network_or_starts_a_program() -> None:
    """What a pull request brings is data: nothing runs a program but git, and MkDocs for `remit build`."""
    outward = (
        "subprocess",
        "multiprocessing",
        "socket",
        "urllib.request",
        "http",
        "ftplib",
        "smtplib",
        "asyncio",
    )
    for path in MODULES:
        for line, name in imported(path):
            assert (
                not f"{name}.".startswith(tuple(f"{each}." for each in outward))
                or unit_of(path) == "git"
                or path == BUILDS
            ), f"{path.name}:{line} imports {name}"
