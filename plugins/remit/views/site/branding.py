"""The company's own look: its accent as CSS, its logo and icon as addresses."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from remit.colours import SCHEMES, ink_on, is_colour, mix, readable

_NAMES = {"light": "default", "dark": "slate"}  # what Material calls them


# What Material's names of colours stand for (its `palette`); `black`, `white` and `custom` are none of ours.
COLOURS: Mapping[str, str] = {
    "red": "#ef5552", "pink": "#e92063", "purple": "#ab47bd", "deep purple": "#7e56c2", "indigo": "#4051b5",
    "blue": "#2094f3", "light blue": "#02a6f2", "cyan": "#00bdd6", "teal": "#009485", "green": "#4cae4f",
    "light green": "#8bc34b", "lime": "#cbdc38", "yellow": "#ffec3d", "amber": "#ffc105",
    "orange": "#ffa724", "deep orange": "#ff6e42", "brown": "#795649", "grey": "#757575",
    "blue grey": "#546d78",
}  # fmt: skip


def of_palette(palette: object) -> Mapping[str, str]:
    """The accent of both schemes as a theme's `palette` names it, readable on their pages; empty without one.

    `primary` goes before `accent`: links have it in the theme. A scheme that the palette does not name has
    the colour of the other.

    >>> of_palette({"primary": "teal"})["light"], of_palette({"primary": "custom"})
    ('#027a72', {})
    """
    named: dict[str, str] = {}
    for each in palette if isinstance(palette, list) else [palette]:
        if isinstance(each, Mapping):
            said = (str(each.get(name, "")).replace("-", " ") for name in ("primary", "accent"))
            scheme = "dark" if each.get("scheme") == "slate" else "light"
            if colour := next((COLOURS[name] for name in said if name in COLOURS), ""):
                named.setdefault(scheme, colour)
    some = next(iter(named.values()), "")
    return {name: readable(named.get(name, some), scheme) for name, scheme in SCHEMES.items()} if some else {}


def accent(settings: Mapping[str, Any], palette: Mapping[str, str] | None = None) -> Mapping[str, str]:
    """The accent of both schemes as the handbook says it, else as the `palette` does; empty without one."""
    said: Mapping[str, str] = settings.get("look", {}).get("accent") or palette or {}
    return said if all(is_colour(said.get(scheme)) for scheme in SCHEMES) else {}


def stylesheet(settings: Mapping[str, Any], palette: Mapping[str, str] | None = None) -> str:
    """The accent of both schemes with the colours that follow from it; empty without one.

    What the handbook says goes before the theme's `palette`, as `of_palette` gives it.
    """
    if not (colours := accent(settings, palette)):
        return ""
    blocks = []
    for scheme, page in SCHEMES.items():
        colour, root = colours[scheme], ":root,\n" if scheme == "light" else ""
        tint, edge = (mix(colour, page.page, part) for part in (page.tint, page.edge))
        blocks.append(
            f"{root}[data-md-color-scheme={_NAMES[scheme]}] {{\n"
            f"  --r-accent: {colour}; --r-accent-ink: {ink_on(colour)};\n"
            f"  --r-tint: {tint}; --r-tint-line: {edge};\n}}\n"
        )
    # Where the system's own colours rule, no brand does.
    return "\n@media (forced-colors: none) {\n" + "".join(blocks) + "}\n"


def sheet_heads(settings: Mapping[str, Any]) -> str:
    """What stands at the edges of a printed sheet: the handbook's name, and which sheet it is."""
    name = "".join(f"\\{ord(letter):x} " for letter in str(settings.get("name", "")))
    words = "font: 8pt sans-serif; color: #555"
    return (
        f'\n@page {{\n  @top-left {{ content: "{name}"; {words} }}\n'
        f'  @bottom-right {{ content: counter(page) " / " counter(pages); {words} }}\n}}\n'
    )


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
