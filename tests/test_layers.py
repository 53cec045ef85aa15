"""Imports go down: the layer table of the architecture, held by reading every module's imports."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "plugins" / "remit"

# A unit is a module or a package directly under remit/; what happens inside a package is its own.
LAYERS = (
    {"diagnostics", "formula", "word_diff", "colours"},
    {
        "source",
        "faults",
        "days",
        "tree",
        "git",
        "cache",
        "yaml_text",
    },
    {"schema"},
    {"handbook", "linking", "reading"},
    {"rules", "holders", "authority"},
    {"change"},
    {"checking", "views", "reports", "exports"},
    {"cli", "plugin"},
)
SIDEWAYS = {
    ("tree", "source"),
    ("linking", "handbook"),
    ("reading", "handbook"),
    ("reading", "linking"),
    ("authority", "holders"),
    ("rules", "authority"),
    ("reports", "checking"),
    ("exports", "checking"),
    ("exports", "reports"),  # foreign text made harmless
    ("exports", "views"),
    ("views", "checking"),  # the reference of rules shows every code
}
# library → the units that may import it
KEPT = {
    "yaml": {"source", "yaml_text"},
    "jsonschema": {"schema"},
    "jsonschema_rs": {"schema"},
    "referencing": {"schema"},
    "jinja2": {"views", "plugin"},  # the plugin is handed MkDocs' own environment
    "markupsafe": {"views"},
    "graphlay": {"views"},
    "nh3": {"views"},
    "markdown_it": {"views"},
    "click": {"cli"},
    "platformdirs": {"cache"},
    "sqlite3": {"cache"},
    "subprocess": {"git"},
    "mkdocs": {"plugin"},
}
LAYER_OF = {unit: number for number, units in enumerate(LAYERS) for unit in units}
MODULES = sorted(PACKAGE.rglob("*.py"))


def unit_of(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def imported(path: Path) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of all that a module imports, wherever in it the import stands."""
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
            if parts[0] == "remit" and unit_of(path) != "__init__" and parts[1] != "__version__":
                yield f"{path.relative_to(PACKAGE)}:{line}", unit_of(path), parts[1]


def test_every_unit_has_a_layer_and_every_layer_has_its_units() -> None:
    assert {unit_of(path) for path in MODULES} - {"__init__"} == set(LAYER_OF)


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
        ("faults", "source"),
        ("views", "exports"),
    ],
)
def test_the_table_forbids_what_goes_up_or_sideways_unlisted(user: str, used: str) -> None:
    assert not is_allowed(user, used)


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
    """What a pull request brings is data: only a module that calls git may ever run a program."""
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
                not f"{name}.".startswith(tuple(f"{each}." for each in outward)) or unit_of(path) == "git"
            ), f"{path.name}:{line} imports {name}"
