"""How two colours compare: their contrast, and how alike they look."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from remit.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Scheme:
    """The grounds of light or dark pages, the accent, and how much of it a tint and its edge take."""

    page: str
    sunken: str
    accent: str
    tint: float
    edge: float


# As tokens.css has them; a test compares.
SCHEMES: Mapping[str, Scheme] = {
    "light": Scheme("#ffffff", "#f5f6f8", "#1d4fc4", 0.09, 0.3),
    "dark": Scheme("#101318", "#171b22", "#8fb0ff", 0.16, 0.4),
}
LEAST_TEXT, LEAST_MARK = 4.5, 3.0  # WCAG 2.2, 1.4.3 and 1.4.11
ALIKE = 0.08  # below this distance two marks of one pattern are taken for each other
NEAR_ACCENT = 0.05  # below this distance an owner's colour is taken for the accent

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def is_colour(text: object) -> bool:
    """Whether a text is a colour like #1d4fc4."""
    return isinstance(text, str) and _COLOUR.fullmatch(text) is not None


def contrast(a: str, b: str) -> float:
    """The contrast of two #rrggbb colours, from 1 to 21.

    By WCAG 2.2, "contrast ratio" and "relative luminance" (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio).
    """
    darker, lighter = sorted((_luminance(a), _luminance(b)))
    return (lighter + 0.05) / (darker + 0.05)


def distance(a: str, b: str) -> float:
    """How different two #rrggbb colours look, from 0 to about 1: their distance in OKLab.

    By Björn Ottosson, "A perceptual color space for image processing"
    (https://bottosson.github.io/posts/oklab/), whose conversion stands in CSS Color 4 too.
    """
    return math.dist(_oklab(a), _oklab(b))


def ink_on(colour: str) -> str:
    """White or near-black, whichever reads better on a colour."""
    return max(("#ffffff", "#0c1424"), key=lambda ink: contrast(ink, colour))


def readable(colour: str, scheme: Scheme) -> str:
    """The colour itself, or as little darker or lighter as text in it must be on the pages of a scheme."""
    ink = ink_on(scheme.page)
    grounds = scheme.page, scheme.sunken
    steps = (mix(ink, colour, part / 20) for part in range(21))
    return next(each for each in steps if min(contrast(each, ground) for ground in grounds) >= LEAST_TEXT)


def mix(colour: str, page: str, part: float) -> str:
    """So much of a colour over a page, as #rrggbb."""
    pairs = zip(_parts(colour), _parts(page), strict=True)
    return "#" + "".join(f"{round(255 * (one * part + other * (1 - part))):02x}" for one, other in pairs)


def _parts(colour: str) -> list[float]:
    if not is_colour(colour):
        raise ValueError(f"{colour!r} is not a colour like #1d4fc4")
    return [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]


def _luminance(colour: str) -> float:
    """Relative luminance of an sRGB colour, 0 for black and 1 for white."""
    red, green, blue = map(_linear, _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else math.pow((part + 0.055) / 1.055, 2.4)


def _oklab(colour: str) -> tuple[float, float, float]:
    red, green, blue = map(_linear, _parts(colour))
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )
