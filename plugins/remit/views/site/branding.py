"""The company's own look: its accent as CSS, its logo and icon as addresses."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from remit.colours import SCHEMES, ink_on, is_colour, mix

_NAMES = {"light": "default", "dark": "slate"}  # what Material calls them


def stylesheet(settings: Mapping[str, Any]) -> str:
    """The accent of both schemes with the colours that follow from it; empty without one."""
    accent = settings.get("look", {}).get("accent", {})
    if not all(is_colour(accent.get(scheme)) for scheme in SCHEMES):
        return ""
    blocks = []
    for scheme, page in SCHEMES.items():
        colour, root = accent[scheme], ":root,\n" if scheme == "light" else ""
        tint, edge = (mix(colour, page.page, part) for part in (page.tint, page.edge))
        blocks.append(
            f"{root}[data-md-color-scheme={_NAMES[scheme]}] {{\n"
            f"  --r-accent: {colour}; --r-accent-ink: {ink_on(colour)};\n"
            f"  --r-tint: {tint}; --r-tint-line: {edge};\n}}\n"
        )
    # Where the system's own colours rule, no brand does.
    return "\n@media (forced-colors: none) {\n" + "".join(blocks) + "}\n"


def pictures(settings: Mapping[str, Any]) -> Mapping[str, str]:
    """`logo` and `favicon`, those of the two that the handbook names, as paths below docs/."""
    own = settings.get("look", {})
    return {name: str(own[name]) for name in ("logo", "favicon") if own.get(name)}


def missing(settings: Mapping[str, Any], there: Callable[[str], bool]) -> Iterator[str]:
    """What to say of each picture that is not there."""
    for name, path in pictures(settings).items():
        if not there(path):
            yield (
                f"`{name}` of `look` in governance/handbook.yaml is `{path}`, "
                f"but docs/{path} does not exist; put the file there, or leave the line out"
            )
