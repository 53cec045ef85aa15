"""What a site's style sheet takes over from the theme, so that a page asks for one sheet instead of three."""

# Material has no smaller build of its styles. A page of the handbook is made from templates, so what it can
# hold is known: rules that ask for a class which no template and no script ever writes match nothing there.
# Pages that people write keep all of them, since Markdown extensions write what they like.

from __future__ import annotations

import functools
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from remit.frozen import dataclass
from remit.publish import css, instant

OURS = Path(__file__).parent.parent
_SHEETS = "assets/stylesheets"
_SOURCE_MAP = re.compile(r"/\*# sourceMappingURL=.*?\*/")
_CHOSEN = re.compile(r"\[data-md-color-(?:primary|accent)=['\"]?([\w-]+)")
# In templates and code most words are English, and name nothing.
_CLASSES = re.compile(r"\bclass=[^>\n]*|\bmd-[\w-]+")
# What the theme's script names and no page of the handbook has: stars are counted where the theme's own link
# to the repository stands, and tabs in a text come from a Markdown extension. Browsers try the hundred rules
# of these on every element.
_NEVER = ("md-source__fact", "tabbed-")
_DIRECTION = re.compile(r"\[dir=['\"]?(ltr|rtl)")


@dataclass(frozen=True)
class ThemeStyles:
    """The theme's rules: all of them, and those that a page of the handbook can need.

    `on_all`: all pages share one sheet, since the theme puts them in place of each other.
    """

    whole: str
    needed: str
    on_all: bool = False


def of_theme(
    folders: Sequence[str], options: Mapping[str, Any], own: Iterable[str | Path]
) -> ThemeStyles | None:
    """The styles of the theme in these folders, with its options; None when it is not built as Material is.

    `own` is what may name a class or a variable beside the theme's templates: texts of the site's
    settings, and its templates, scripts and styles, of which those that are not there are passed over.
    """
    main, palette = (_only(folders, f"{name}.*.min.css") for name in ("main", "palette"))
    script = _only(folders, "bundle.*.min.js", "assets/javascripts")
    if not (main and palette and script):
        return None
    rules = _read(main)
    if colours := options.get("palette"):
        rules += _chosen(_read(palette), colours if isinstance(colours, list) else [colours])
    known = _words(tuple(folders), script).union(*map(_words_of, own))
    on_all = bool(instant.FEATURES.intersection(options.get("features") or ()))
    return ThemeStyles(
        rules, css.worked_out(_needed, rules, _direction(folders, options), " ".join(sorted(known))), on_all
    )


def _needed(rules: str, direction: str, words: str) -> str:
    """The rules that a page can need which runs in a direction; `words` can be a class or a variable."""
    known = frozenset(words.split(" "))

    def wanted(selector: str) -> bool:
        other = _DIRECTION.search(selector)
        return all(map(written, css.names(selector))) and not (other and other[1] != direction)

    def written(name: str) -> bool:
        if name.startswith(_NEVER):
            return False
        base, dashes, _ = name.partition("--")
        return name in known or (bool(dashes) and base + dashes in known)  # as in `md-status--{{ status }}`

    return css.without_idle_variables(css.kept(rules, wanted), known)


def _chosen(palette: str, colours: Iterable[object]) -> str:
    """The palette without the colours that nobody chose."""
    named = {
        str(each.get(name, "")).replace(" ", "-")
        for each in colours
        if isinstance(each, dict)
        for name in ("primary", "accent")
    }
    return css.kept(palette, lambda selector: named.issuperset(_CHOSEN.findall(selector)))


def _only(folders: Iterable[str], pattern: str, where: str = _SHEETS) -> Path | None:
    """The one file of a name in the first folder that has any."""
    for folder in folders:
        if found := sorted(Path(folder, where).glob(pattern)):
            return found[0] if len(found) == 1 else None
    return None


def _read(path: Path) -> str:
    return _SOURCE_MAP.sub("", path.read_text(encoding="utf-8")).strip()


def _direction(folders: Iterable[str], options: Mapping[str, Any]) -> str:
    """The way in which pages run: as set, or as the language has it."""
    if told := options.get("direction"):
        return str(told)
    file = f"partials/languages/{options.get('language') or 'en'}.html"
    there = (Path(folder, file) for folder in folders)
    text = next((path.read_text(encoding="utf-8") for path in there if path.is_file()), "")
    return "rtl" if '"direction": "rtl"' in text else "ltr"


@functools.lru_cache(maxsize=2)
def _words(folders: tuple[str, ...], script: Path) -> frozenset[str]:
    """Whatever can be a class in templates of the theme and of the handbook, and in the theme's script."""
    ours = (_texts(OURS / name, ".html", ".py") for name in ("templates", "theme", "views"))
    theirs = (_texts(Path(folder), ".html") for folder in folders if not OURS.samefile(Path(folder).parent))
    scripts = [script, *_texts(OURS / "assets", ".js")]
    return frozenset(
        css.worked_out(_written, _stamps(chain(*ours)), _stamps(chain(scripts, *theirs))).split()
    )


def _stamps(files: Iterable[Path]) -> str:
    """Files, one on a line, each with what tells its versions apart, as Python tells those of its modules."""
    stats = sorted((str(path), path.stat()) for path in files)
    return "\n".join(f"{about.st_mtime_ns} {about.st_size} {path}" for path, about in stats)


def _written(code: str, texts: str) -> str:
    """The words of files with their stamps: of code those that can be a class, of texts all of them."""
    ours, theirs = ([Path(each.split(" ", 2)[2]) for each in some.splitlines()] for some in (code, texts))
    classes = [found for path in ours for found in _CLASSES.findall(path.read_text(encoding="utf-8"))]
    return " ".join(sorted({*chain.from_iterable(map(_words_of, (*classes, *theirs)))}))


def _words_of(text: str | Path) -> list[str]:
    if isinstance(text, Path):
        text = text.read_text(encoding="utf-8", errors="replace") if text.is_file() else ""
    return css.WORD.findall(text)


def written_by(folder: Path) -> Iterator[Path]:
    """The templates, scripts and styles in a folder, such as those that a company puts over the theme's."""
    return _texts(folder, ".html", ".js", ".css")


def _texts(folder: Path, *ends: str) -> Iterator[Path]:
    """The files with these ends. Icons are thousands of templates, and name no class."""
    for where, inside, names in os.walk(folder):
        inside[:] = [each for each in inside if each != ".icons"]
        yield from (Path(where, name) for name in names if name.endswith(ends))
