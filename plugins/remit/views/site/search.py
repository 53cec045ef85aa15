"""The index of the search: what each page is called, what it answers, and what it says, by words.

The browser computes the ranking (`assets/search.js`) from what is written here. Words are matched by
their beginnings; what a word is, says `search_words`.
"""

# Material's search fetches one index of everything, at every page, and knows nothing of kinds, owners and
# other names. Ours is read when somebody types. A small handbook has one file. A large one is cut: words by
# their first two letters, pages into blocks, so that the first search costs a few kilobytes. All files are
# scripts, since over file:// a browser loads nothing else.

from __future__ import annotations

import functools
import json
import re
import string
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from functools import partial
from html import unescape
from typing import Any, NamedTuple

from remit.handbook import Definition, Ref
from remit.ownership import parties
from remit.views.site.search_words import SMALL, words
from remit.views.site.site import Entry, Page, Site, section_title

FOLDER = "search/handbook"
WHOLE = 120  # so many pages fit into one file
BLOCK = 8  # pages a file, beyond that: a first search shows ten
OFTEN = 100  # in more names than these, a word tells none of them
RAREST = 3  # words of a question by which it is found as a whole
SHOWN = 170  # letters of a summary
# Where a word stands, from the name down to any text, and how much it is worth there.
LEVELS = (0.8, 0.77, 0.62, 0.52, 0.44, 0.42, 0.38, 0.29, 0.25, 0.19)
NAME, OTHER_NAME, KIND, SUMMARY, PROPERTY, ASKED, RELATED, KIND_TEXT, SECTION_TEXT, TEXT = range(len(LEVELS))
# How much a page is worth: lists are behind definitions; schemas, rules and histories are behind all.
OF_DEFINITION, OF_LIST, OF_REFERENCE = 1.0, 0.75, 0.3
ABOUT_THE_HANDBOOK = "reference"
_DIGITS = string.digits + string.ascii_lowercase
_TAG = re.compile(r"<[^>]*>")

Standing = Mapping[int, Set[str]]  # level → the words that stand best there


class Found(NamedTuple):
    """A page that can be found: what a result shows, and for each of its words the best place where it is."""

    url: str
    title: str
    kind: str
    owner: Definition | None
    summary: str
    worth: float
    names: tuple[str, ...]
    words: Callable[[], Standing]  # made when they are asked for, once: those of all pages are many
    questions: Sequence[str] = ()  # that it answers, in the words of who asks


def index(
    site: Site,
    pages: Iterable[tuple[Page, Sequence[Entry]]],
    authored: Iterable[Mapping[str, str]] = (),
    decide: str = "",
) -> Iterator[tuple[str, str]]:
    """(path in the site, script) of the index.

    `authored` are the documents of the theme's own index, with `location`, `title` and `text` as HTML;
    `decide` is the address of the page that says who decides about a definition.
    """
    found = [*_of_pages(site, pages), *_of_authored(authored)]
    found.sort(key=lambda each: (-each.worth, each.kind, each.title.casefold(), each.url))
    kinds = sorted({each.kind for each in found})
    owners = sorted({each.owner.ref for each in found if each.owner})
    of_kind = {kind: place for place, kind in enumerate(kinds)}
    of_owner = {ref: place for place, ref in enumerate(owners)}
    shown = [_shown(each, of_kind, of_owner) for each in found]
    (terms, known), names = _postings(found), _names(found)
    head: dict[str, Any] = {
        "levels": LEVELS,
        "small": sorted(SMALL),
        "count": len(found),
        "worth": _worth(found),
        "kinds": kinds,
        "ids": {kind.title: kind.id for kind in site.book.kinds.by_id.values() if kind.title in kinds},
        "owners": [_owner(site, ref) for ref in owners],
        "decide": site.addresses.written(decide) if decide else "",
    }
    if len(found) < WHOLE:
        yield _script("index", {**head, "terms": terms, "names": names, "shown": shown})
        return
    parts = _parted(terms, names)
    yield _script("index", {**head, "block": BLOCK, "parts": {start: n for n, start in enumerate(parts)}})
    for number, part in enumerate(parts.values()):
        yield _script(f"words-{number}", part)
    yield _script("known", {"known": " ".join(known)})
    for first in range(0, len(shown), BLOCK):
        yield _script(f"pages-{first // BLOCK}", {"from": first, "shown": shown[first : first + BLOCK]})


# -- what can be found ---------------------------------------------------------------------------------


def _of_pages(site: Site, pages: Iterable[tuple[Page, Sequence[Entry]]]) -> Iterator[Found]:
    for page, entries in pages:
        definition = site.subject(page)
        names = [page.title, *(name for entry in entries if not entry.anchor for name in entry.names)]
        kind, owner, summary = section_title(page.section), None, page.description
        behind = page.section == ABOUT_THE_HANDBOOK or not page.listed
        worth = OF_REFERENCE if behind else OF_LIST
        if definition is not None:
            kind, owner, worth = definition.kind.title, _owner_of(definition), OF_DEFINITION
            names += _other_names(definition)
            summary = site.meaning(definition)
        else:  # a list is looked for by the titles of its parts, too
            names += (entry.title for entry in entries if entry.anchor)
        own = ((NAME, page.title), (SUMMARY, summary), *((OTHER_NAME, name) for name in names))
        yield Found(
            site.addresses.written(page.url),
            page.title,
            kind,
            owner,
            summary,
            worth,
            tuple(dict.fromkeys(names)),
            partial(_of_page, site, page, entries, own),
            _asked(site, page),
        )


def _of_page(site: Site, page: Page, entries: Sequence[Entry], own: Sequence[tuple[int, str]]) -> Standing:
    definition = site.subject(page)
    said = _said(site, definition) if definition is not None else ()
    asked = ((ASKED, question) for question in _asked(site, page))
    return _best((*_standing(page, entries), *said, *asked, *own))


def _standing(page: Page, entries: Sequence[Entry]) -> Iterator[tuple[int, str]]:
    for entry in entries:
        yield PROPERTY if entry.anchor else NAME, entry.title
        yield SECTION_TEXT, entry.text
        yield from ((OTHER_NAME, name) for name in entry.names)
    if page.description:
        yield SUMMARY, page.description


def _said(site: Site, definition: Definition) -> Iterator[tuple[int, str]]:
    """What a definition says, and what it therefore answers: the titles of its properties."""
    kind = definition.kind
    yield KIND, kind.title
    yield KIND_TEXT, kind.description
    for name, value in definition.data.items():
        if name == "asked-as":
            continue
        if node := kind.properties.get(name):
            yield PROPERTY, node.title
        if name not in kind.expressing:
            yield from ((TEXT, site.plain(text) if "{" in text else text) for text in _texts(value))
    spoken = kind.mentioning
    yield from ((RELATED, edge.target.name) for edge in definition.to() if edge.relation not in spoken)


def _asked(site: Site, page: Page) -> Sequence[str]:
    """The questions that a page answers; what the handbook itself answers is on the first page."""
    definition = site.subject(page)
    if definition is not None:
        questions = definition.asked_as
    else:
        questions = site.book.settings().get("asked-as", ()) if not page.url else ()
    return [site.plain(each) for each in questions]


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, Sequence):
        for each in value:
            yield from _texts(each)


def _other_names(definition: Definition) -> Iterator[str]:
    yield definition.id.replace("-", " ")
    yield from definition.aliases
    if definition.sound:
        yield from (each.replace("-", " ") for each in definition.data.get("former-ids", ()))


def _owner_of(definition: Definition) -> Definition | None:
    """Who has the last word on it, else who runs it; of several the first."""
    edges = (*parties.owning(definition), *parties.operating(definition))
    return edges[0].target if edges else None


def _of_authored(documents: Iterable[Mapping[str, str]]) -> Iterator[Found]:
    """Pages that people write, from the sections that the theme's search was given."""
    pages: dict[str, list[Mapping[str, str]]] = defaultdict(list)
    for document in documents:
        pages[document["location"].partition("#")[0]].append(document)
    for url, sections in pages.items():
        title, text = (_unmarked(sections[0][key]) for key in ("title", "text"))
        standing = [(SECTION_TEXT, _unmarked(each["text"])) for each in sections]
        standing += [(PROPERTY, _unmarked(each["title"])) for each in sections[1:]]
        yield Found(
            url, title, "Page", None, text, OF_LIST, (title,), partial(_best, ((NAME, title), *standing))
        )


def _unmarked(html: str) -> str:
    return " ".join(unescape(_TAG.sub(" ", html)).split())


def _best(standing: Iterable[tuple[int, str]]) -> Standing:
    plain, other = defaultdict[int, list[str]](list), defaultdict[int, list[str]](list)
    for level, text in standing:
        (plain if text.isascii() else other)[level].append(text)
    best: dict[int, Set[str]] = {}
    better: set[str] = set()
    for level in sorted({*plain, *other}):
        found = set(words("\n".join(plain[level])))  # one look is enough, and most texts are plain
        found.update(*map(words, other[level]))
        found -= better
        better |= found
        best[level] = found if level <= OTHER_NAME else found - SMALL
    return best


# -- how it is written ---------------------------------------------------------------------------------


def _postings(found: Sequence[Found]) -> tuple[dict[str, str], list[str]]:
    """Word → the pages with it, by level: `0:3,6-3;4:1`; see `_ranges` for the pages.

    Beside it the words of names that are long enough to be mistyped, for what stands under no such start.
    """
    known: set[str] = set()
    pages: dict[int, dict[str, list[int]]] = {level: defaultdict(list) for level, _ in enumerate(LEVELS)}
    for number, each in enumerate(found):
        for level, standing in each.words().items():
            of_level = pages[level]
            for word in standing:
                of_level[word].append(number)
    for level in (NAME, OTHER_NAME):
        known.update(word for word in pages[level] if len(word) > 3)
    terms: dict[str, list[str]] = defaultdict(list)
    for level, of_level in pages.items():
        for word, numbers in of_level.items():
            terms[word].append(f"{level}:{_ranges(numbers)}")
    return {word: ";".join(terms[word]) for word in sorted(terms)}, sorted(known)


def _names(found: Sequence[Found]) -> dict[str, str]:
    """Name, in words → the pages that are called so, then after `|` those that it is another name of.

    A question is a name of the pages that answer it, which stand after a second `|`. Of its words those are
    kept that say what is asked.
    """
    pages: dict[str, tuple[list[int], ...]] = defaultdict(lambda: ([], [], []))
    for number, each in enumerate(found):
        called = [" ".join(words(name)) for name in each.names]
        for place, name in enumerate(dict.fromkeys(called)):
            if name:
                pages[name][0 if name == called[0] or not place else 1].append(number)
        for question in dict.fromkeys(map(_telling, each.questions)):
            if question and question not in called:
                pages[question][2].append(number)
    ways = ((name, each if each[2] else each[:2]) for name, each in sorted(pages.items()))
    return {name: "|".join(map(_ranges, each)) for name, each in ways}


def _telling(question: str) -> str:
    """The words of a question that say what is asked."""
    return " ".join(word for word in words(question) if word not in SMALL)


def _ranges(numbers: Iterable[int]) -> str:
    """Sorted numbers as steps from one to the next; neighbours as one step and how many follow."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    written, end = [], 0
    for one, two in runs:
        written.append(_base36(one - end) if one == two else f"{_base36(one - end)}-{_base36(two - one)}")
        end = two
    return ",".join(written)


@functools.cache
def _base36(number: int) -> str:
    written = ""
    while True:
        number, digit = divmod(number, len(_DIGITS))
        written = _DIGITS[digit] + written
        if not number:
            return written


def _parted(terms: Mapping[str, str], names: Mapping[str, str]) -> dict[str, dict[str, dict[str, str]]]:
    """The first two letters of a word → its words, and the names in which one of them stands.

    A word of very many names tells none of them: these are found by their other words.
    """
    parts: dict[str, dict[str, dict[str, str]]] = {}
    count = Counter(word for name in names for word in set(name.split()))
    for word in terms:
        parts.setdefault(word[:2], {"terms": {}, "names": {}})["terms"][word] = terms[word]
    for name in names:
        telling = [word for word in name.split() if count[word] <= OFTEN] or name.split()
        if names[name].count("|") > 1:  # a question, which is long, and would stand in many parts
            telling = sorted(dict.fromkeys(telling), key=count.__getitem__)[:RAREST]
        for start in dict.fromkeys(word[:2] for word in telling):
            if start in parts:
                parts[start]["names"][name] = names[name]
    return parts


def _shown(
    each: Found, of_kind: Mapping[str, int], of_owner: Mapping[Ref, int]
) -> tuple[str, str, int, int, str]:
    """What a result shows; its kind and owner by their places among all."""
    summary = each.summary
    if len(summary) > SHOWN:
        summary = f"{summary[:SHOWN].rpartition(' ')[0] or summary[:SHOWN]} …"
    owner = of_owner[each.owner.ref] if each.owner else -1
    return each.url, each.title, of_kind[each.kind], owner, summary


def _worth(found: Sequence[Found]) -> list[tuple[int, float]]:
    """From which page on how much a page is worth."""
    steps: list[tuple[int, float]] = []
    for number, each in enumerate(found):
        if not steps or steps[-1][1] != each.worth:
            steps.append((number, each.worth))
    return steps


def _owner(site: Site, ref: Ref) -> tuple[str, str]:
    party = site.book.get(*ref)
    assert party is not None
    return party.name, site.owner_class(party)


def _script(name: str, content: Mapping[str, Any]) -> tuple[str, str]:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return f"{FOLDER}/{name}.js", f"remitSearch({json.dumps(name)},{text})\n"
