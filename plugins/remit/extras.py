"""Parts of remit that need more packages than its core: which, and the line that installs them."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from remit.diagnostics import RemitError

SITE = "site"
# extra → the modules without which its part does not run. Of the extra's packages graphlay is not among
# them: where it has no build, maps are lists.
MODULES: Mapping[str, Sequence[str]] = MappingProxyType(
    {SITE: ("jinja2", "nh3", "mkdocs", "material", "tinycss2")}
)


def line(extra: str) -> str:
    """The line of a shell that installs an extra."""
    return f'pip install "remit[{extra}]"'


def extra_of(module: str) -> str | None:
    """The extra that brings a module; None for one that the core has."""
    top = module.partition(".")[0]
    return next((extra for extra, names in MODULES.items() if top in names), None)


def lost(extra: str) -> str:
    """What to say where an extra is not installed, or not whole; empty where it is there."""
    missing = [name for name in MODULES[extra] if importlib.util.find_spec(name) is None]
    if not missing:
        return ""
    which = f"`{missing[0]}`" if len(missing) == 1 else f"{len(missing)} of them"
    return (
        f"pages need more packages than the check, and {which} cannot be found; install them: {line(extra)}"
    )


def hold(extra: str) -> None:
    """Raise RemitError, with the line that installs it, where an extra is not installed."""
    if said := lost(extra):
        raise RemitError(said)
