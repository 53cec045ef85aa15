"""A process in which only what the core of remit declares can be imported.

`python core_only.py ARGUMENTS` is the command; with `--each` the arguments come on lines of standard input.
"""

# Run by tests as a program. All other packages that are installed are blocked, not only those of the extras:
# what the core uses without declaring it is found as well.

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable
from importlib.machinery import ModuleSpec
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from typing import Any

_NAME = re.compile(r"[A-Za-z0-9._-]+")


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def needed(name: str, seen: set[str]) -> set[str]:
    """The distributions that one needs without extras, itself among them; what is not installed as well."""
    if name not in seen:
        seen.add(name)
        try:
            wanted = requires(name) or []
        except PackageNotFoundError:
            wanted = []
        for line in wanted:
            if not re.search(r"\bextra\s*==", line):
                needed(normal(_NAME.match(line)[0]), seen)  # type: ignore[index]
    return seen


def blocked() -> frozenset[str]:
    """The top-level modules of all distributions that the core does not need."""
    core = needed("remit", set())
    names = frozenset(
        top for top, owners in packages_distributions().items() if not core.intersection(map(normal, owners))
    )
    assert {"jinja2", "mkdocs", "nh3", "graphlay"} <= names, "what is to be blocked must be there"
    return names


class Without:
    """A finder that finds all but some modules, as if they were not installed."""

    def __init__(self, finder: Any, names: frozenset[str]) -> None:
        self.finder = finder
        self.names = names

    def find_spec(self, name: str, *more: Any) -> ModuleSpec | None:
        if name.partition(".")[0] in self.names:
            return None
        found: ModuleSpec | None = self.finder.find_spec(name, *more)
        return found

    def __getattr__(self, name: str) -> Any:
        return getattr(self.finder, name)


def block() -> None:
    names = blocked()
    sys.meta_path[:] = [Without(each, names) for each in sys.meta_path]


def each(lines: Iterable[str]) -> list[tuple[int, str]]:
    """Exit code and output of several commands, each a JSON list of arguments, in this one process."""
    from running import remit

    done = (remit(*json.loads(line)) for line in lines)
    return [(one.exit_code, one.output) for one in done]


if __name__ == "__main__":
    block()
    if sys.argv[1:] == ["--each"]:
        sys.stdout.write(json.dumps(each(sys.stdin)))
    else:
        from remit.cli import run

        run()
