"""Pages that a build left for the next one, each with all that it rests on.

A page is given again where everything that was read while it was made is as it was. What is read is taken
down by `reads`. What could be read in other ways is one digest, the frame: where that is another, every page
is made anew.
"""

# What several pages share is worked out while the first of them is made, which alone is seen to read for it.
# So each page is made twice: what is read the first time only was read for others, too, and all that are made
# after it rest on it. Pages are made in stages: those of definitions first, then the others one by one.
# What lies on the disk are texts with a digest before them: nothing of it is run, and what does not fit goes.

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import field, fields
from itertools import chain
from pathlib import Path
from typing import Final

from markupsafe import Markup

from remit import files
from remit.diagnostics import RemitError
from remit.frozen import dataclass
from remit.publish import markdown_pages
from remit.publish.rests import Now, frame_of
from remit.reads import OUTSIDE, Read, note, taken_down
from remit.views import SEVERAL_VIEWS, page_of
from remit.views.site.site import Body, Entry, Heading, Page, Site

NAME: Final = "pages.remit-kept"
_FORM: Final = "remit pages 1"
Reads = frozenset[Read]


@dataclass(frozen=True, slots=True)
class Made:
    """A page as it was made: its body, and its Markdown twin, empty where there is none."""

    body: Body
    twin: str


@dataclass(slots=True)
class _Store:
    """What one build leaves for the next. What `shared` has of a stage, all pages rest on from there on."""

    shared: dict[Read, int] = field(default_factory=dict)
    pages: dict[str, tuple[Reads, Made]] = field(default_factory=dict)

    def share(self, stage: int, reads: Iterable[Read]) -> None:
        """Let all pages from a stage on rest on something."""
        for read in reads:
            self.shared[read] = min(stage, self.shared.get(read, stage))


def pages(site: Site, folder: Path, twin: str, say: Callable[[str], None]) -> Mapping[str, Made]:
    """All pages by address: kept ones from `folder`, the others made and put there.

    `twin` is what the Markdown of a page is called, empty for none. `say` is told why nothing that lies there
    was used. Call it before any page is made of the site, and after its `docs` are known.
    """
    path = folder / NAME
    frame = frame_of(site, twin, _FORM)
    now = Now(site)
    before, other = _read(path, frame, now, say)
    # What is made from this stage on is made anew.
    from_here = min((before.shared[read] for read in other if read in before.shared), default=sys.maxsize)
    store = _Store({read: stage for read, stage in before.shared.items() if read not in other})
    fresh = 0
    for stage, page in _in_order(site, store):
        found = before.pages.get(page.url) if stage < from_here else None
        if found is None or not other.isdisjoint(found[0]):
            found = _made(site, page, twin, store=store, stage=stage)
            fresh += found is not None and OUTSIDE not in found[0]
        if found is not None:
            store.pages[page.url] = found
    given = {url: made for url, (_, made) in store.pages.items()}
    store.pages = {url: each for url, each in store.pages.items() if OUTSIDE not in each[0]}
    if fresh or store.pages.keys() != before.pages.keys():
        _write(path, frame, now, store)
    return given


def _in_order(site: Site, store: _Store) -> Iterator[tuple[int, Page]]:
    """Each page with its stage: at first all of definitions, at last those that look at everything."""
    several = {page.url for view in SEVERAL_VIEWS for page in view(site)}
    own = {page.url for page in site.pages if site.subject(page) is not None or not page.listed}
    _forget(site)
    yield from ((0, page) for page in site.pages if page.url in own)
    others = [page for page in site.pages if page.url not in own and page.url not in several]
    yield from enumerate(sorted(others, key=_last), start=1)
    stage = len(others) + 1
    there = {page.url for page in site.pages}
    for view in SEVERAL_VIEWS:
        with taken_down() as reads:  # these pages look at much before any of them is made
            found = [page for page in view(site) if page.url in there]
        store.share(stage, reads)
        yield from enumerate(found, start=stage)
        stage += len(found)


def _forget(site: Site) -> None:
    """Let all that was worked out of the handbook so far be worked out again when it is asked for."""
    for name in vars(site).keys() - {each.name for each in fields(site)}:
        del vars(site)[name]
    site.__post_init__()


def _last(page: Page) -> tuple[bool, str]:
    """What looks at everything comes last: on whatever it reads, pages that come after it rest."""
    return page.section in ("home", "reference"), page.url


def _made(site: Site, given: Page, twin: str, *, store: _Store, stage: int) -> tuple[Reads, Made] | None:
    """A page with what it rests on; what was read for others, too, is shared. None for one that varies."""
    subject = site.subject(given)

    def make() -> Made:
        page = page_of(site, subject) if subject is not None else given
        note(f"page {page.url}")
        body = page.body()
        return Made(
            body, markdown_pages.twin(site, page, body.entries, file=twin) if twin and page.listed else ""
        )

    with taken_down() as first:
        made = make()
    with taken_down() as again:
        same = make() == made
    own = Counter(again) if same else Counter[Read]()
    store.share(stage, Counter(first) - own)
    return (frozenset(own), made) if same else None


# -- on disk: a digest, a line of JSON, and the texts that it points into --


def _write(path: Path, frame: str, now: Now, store: _Store) -> None:
    """Put it there; silently not, where that is impossible: the next build takes longer."""
    found = chain(store.shared, *(reads for reads, _ in store.pages.values()))
    place = {read: number for number, read in enumerate(dict.fromkeys(found))}
    texts: list[str] = []
    listed = []
    for url, (reads, made) in store.pages.items():
        headings = [[each.id, each.title] for each in made.body.headings]
        entries = [[each.anchor, each.title, each.text, each.names] for each in made.body.entries]
        html, twin = str(made.body.html), made.twin
        listed.append([url, [place[read] for read in reads], headings, entries, len(html), len(twin)])
        texts += html, twin
    head = {
        "frame": frame,
        "reads": [[*read, now.digest(read)] for read in place],
        "shared": [[place[read], stage] for read, stage in store.shared.items()],
        "pages": listed,
    }
    content = f"{_FORM}\n{json.dumps(head)}\n{''.join(texts)}"
    with suppress(RemitError, OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        files.replace(path, f"{_sealed(content)}\n{content}")


def _sealed(content: str) -> str:
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()


def _read(path: Path, frame: str, now: Now, say: Callable[[str], None]) -> tuple[_Store, Reads]:
    """What lies there where it fits, with what is not as it was; else nothing, with a word about it."""
    nothing = _Store(), Reads()
    if not path.is_file():
        return nothing
    with suppress(RemitError, ValueError, KeyError, TypeError, IndexError):
        seal, _, content = files.read(path).partition("\n")
        form, head, texts = content.split("\n", 2)
        if seal != _sealed(content) or form != _FORM:
            raise ValueError
        told = json.loads(head)
        if told["frame"] != frame:
            say("the pages that were kept are of another day, version or setting; all are made anew")
            return nothing
        reads = [Read(owner, name) for owner, name, _ in told["reads"]]
        store = _Store({reads[each]: stage for each, stage in told["shared"]})
        at = 0
        for url, places, headings, entries, html, twin in told["pages"]:
            body = Body(
                Markup(texts[at : at + html]),
                tuple(Heading(*each) for each in headings),
                tuple(Entry(anchor, title, text, tuple(names)) for anchor, title, text, names in entries),
            )
            store.pages[url] = (
                frozenset(reads[each] for each in places),
                Made(body, texts[at + html : at + html + twin]),
            )
            at += html + twin
        other = (
            read
            for read, (_, _, digest) in zip(reads, told["reads"], strict=True)
            if now.digest(read) != digest
        )
        return store, frozenset(other)
    say("the pages that were kept are damaged or of another form; all are made anew")
    return nothing
