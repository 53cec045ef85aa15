"""What every page is made with: the handbook, its findings, addresses and templates."""

# No page knows MkDocs: a `Page` is a title, an address and a function that
# makes its body; the plugin and `remit render` put it where it belongs.

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from typing import Any

from markupsafe import Markup

from remit import mentions
from remit.change.history.in_force import Coming
from remit.change.history.timeline import History
from remit.change.review.verdicts import Verdict, Verdicts, is_governed
from remit.compute.examples import Examples
from remit.diagnostics import Diagnostic
from remit.frozen import dataclass
from remit.handbook import Definition, Handbook, Ref
from remit.insight import due, known_words
from remit.insight.blueprint import Step, steps
from remit.insight.health.scorecard import Scorecard, scorecard
from remit.insight.live import Live, live
from remit.insight.matrix import LETTERS
from remit.insight.readings.board import Board
from remit.rules.own.applied import OwnRules
from remit.schema import UNKNOWN_NODE, VALUE, Kind
from remit.tree import AUTHORED, files_below
from remit.views.site import linked_data, owner_marks
from remit.views.site.addresses import BESIDE, FOLDERS, KIND, Addresses, address_of
from remit.views.site.environment import templates
from remit.views.site.known_words import SCRIPT, WordMarker
from remit.views.site.language import ENGLISH, Language
from remit.views.site.quick import QuickEnvironment, filled
from remit.views.site.repository import RepositoryLinks

TWIN = "index.html.md"  # a page's Markdown lies beside it, where llmstxt.org has it
LONG_NAME = 30  # letters of a party's name that stay on one line
MOST = 50  # links in one list of a definition's page: its size must not grow with the handbook
# The tabs of the site: section → title, in order. A kind names its section in its schema.
SECTIONS: Mapping[str, str] = {
    "home": "Home",
    "lifecycle": "Lifecycle",
    "decisions": "Decisions",
    "metrics": "Metrics",
    "functions": "Teams",
    "systems": "Systems",
    "change": "Change",
    "maturity": "Maturity",
    "glossary": "Glossary",
    "reference": "Reference",
}
# Collections whose page is not simply `<plural>/`.
COLLECTION_URLS: Mapping[str, str] = {"stage": "lifecycle/", "handbook": ""}


def section_title(section: str) -> str:
    """What a tab is called; a section of a company's own is called by its id, in words."""
    return SECTIONS.get(section, section.replace("-", " ").capitalize())


@dataclass(frozen=True, slots=True)
class Entry:
    """One search entry: an anchor of a page (or none), a title and plain text.

    `names` are what people may type instead; they weigh more than all words of titles and texts. `links` are
    words that lead elsewhere: the page's Markdown has them, the search has what they lead to.
    """

    anchor: str
    title: str
    text: str
    names: tuple[str, ...] = ()
    links: tuple[tuple[str, Definition], ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """One entry of a page's table of contents."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Body:
    """What stands on a page: safe HTML, its headings and its search entries."""

    html: Markup
    headings: tuple[Heading, ...] = ()
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the handbook.

    `url` is relative to the site's root and ends in `/` (empty for the home page);
    `parent` is the url of the page above; `section` the tab it belongs to; `make`
    renders the body when it is needed. What is not `listed` goes with another page: lists
    of pages leave it out, and it has no Markdown. Titles and names are plain text: whoever
    prints them escapes them.
    """

    url: str
    title: str
    section: str
    make: Callable[[Page], Body]
    parent: str = ""
    in_nav: bool = False
    source: str = ""
    description: str = ""
    listed: bool = True

    def body(self) -> Body:
        """Render the page."""
        return self.make(self)


@dataclass(frozen=True)
class Site(RepositoryLinks):
    """The handbook as pages see it; `today` is the day they are read on, empty when unknown."""

    book: Handbook
    findings: Sequence[Diagnostic]
    today: str = ""
    twins: bool = False  # pages have a Markdown twin beside them
    history: History = field(default_factory=History)
    waiting: Mapping[Ref, Coming] = field(default_factory=dict)  # decided, not in force yet
    pages: list[Page] = field(default_factory=list)
    docs: dict[str, str] = field(default_factory=dict)  # files of people's own → addresses, where known
    taken: set[str] = field(default_factory=lambda: {*BESIDE})  # first steps of addresses that hold no kind
    addresses: Addresses = FOLDERS
    language: Language = ENGLISH
    written: Handbook | None = None  # as the check reads it: what waits for its day is in it
    environment: QuickEnvironment = field(init=False)

    def __post_init__(self) -> None:
        shared = {"LETTERS": LETTERS, "MOST": MOST, "TWIN": TWIN, "UNKNOWN_NODE": UNKNOWN_NODE}
        object.__setattr__(self, "environment", templates(self, sections=SECTIONS, **shared))

    @property
    def title(self) -> str:
        """The handbook's title."""
        return str(self.book.settings().get("name", "Revenue handbook"))

    # -- what is due --

    def overdue(self, definition: Definition) -> str:
        """Since when a definition's review is overdue, in words; empty when it is not."""
        return due.overdue(definition, self.today)

    @functools.cached_property
    def desks(self) -> list[due.Desk]:
        """The reviews that are due, by who must hold them."""
        return due.desks(self.book, self.today)

    @functools.cached_property
    def card(self) -> Scorecard:
        """The figures of the scorecard, as `remit check --stats` counts them."""
        return scorecard(self.written or self.book, self.findings, self.today)

    @functools.cached_property
    def board(self) -> Board:
        """The readings of all metrics, as far as they were measured by the day of the site."""
        return Board(self.book, self.history, self.today)

    @functools.cached_property
    def live(self) -> Live | None:
        """What the snapshots of systems say beside the handbook; None where it lists none."""
        return live(self.written or self.book, self.history)

    @functools.cached_property
    def examples(self) -> Examples:
        """The worked examples of metrics, with the records that they share."""
        return Examples(self.book)

    @functools.cached_property
    def own_rules(self) -> OwnRules:
        """The rules of the company, with what they select and what breaks them."""
        return OwnRules(self.book)

    def rule_url(self, code: str) -> str:
        """Where a code is explained: on the page of the company's rule, or among all the others."""
        own = self.book.find(code)
        return self.url(own) if own is not None else f"rules/#{code}"

    @functools.cached_property
    def blueprint(self) -> list[Step]:
        """How far the handbook has come."""
        return steps(self.book, self.verdicts.reach)

    # -- who decides --

    @functools.cached_property
    def verdicts(self) -> Verdicts:
        """Who decides a change, for every definition."""
        return Verdicts(self.book)

    def verdict(self, definition: Definition) -> Verdict | None:
        """What a change of a definition's meaning needs; None for records of changes."""
        return self.verdicts.of(definition, "meaning") if is_governed(definition) else None

    # -- addresses --

    def sisters(self, page: Page) -> list[Page]:
        """The pages of a page's section that stand in the navigation."""
        return [other for other in self.pages if other.in_nav and other.section == page.section]

    def url(self, definition: Definition) -> str:
        """The address of a definition's page, relative to the site's root."""
        if definition.kind.single:
            return ""
        return f"{self.folder(definition.kind)}/{definition.id}/"

    def collection_url(self, kind: Kind) -> str:
        """The address of the page that lists a kind."""
        url = COLLECTION_URLS.get(kind.id)
        return f"{self.folder(kind)}/" if url is None else url

    def folder(self, kind: Kind) -> str:
        """Where the pages of a kind lie: under its plural, after `kind_` where another page has that."""
        return f"{KIND}{kind.plural}" if kind.plural in self.taken else kind.plural

    @property
    def way(self) -> Callable[[str, str], str]:
        """The relative link from one address to another."""
        return self.addresses.way

    # -- rendering --

    def framed(self, html: str) -> str:
        """A piece of a page as styles expect it."""
        return self.language.framed(html, self._names)

    @functools.cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(each.name for each in self.book.definitions())

    def render(self, template: str, page: Page, **values: Any) -> Markup:
        """Render a template for a page; links in it are relative to that page.

        Known words of its prose are marked, and what they mean stands at its end; `marker=None`
        leaves both out, for a piece of a page.
        """
        marker: WordMarker | None = values["marker"] if "marker" in values else self.marker(page)
        values["marker"] = marker
        html = self.environment.page(template, page=page, site=self, book=self.book, **values)
        if marker is None:
            return Markup(html)
        return Markup(f"{html}{marker.definitions(self.meaning)}{self._linked_data(page)}")

    def _linked_data(self, page: Page) -> Markup:
        subject = self.subject(page)
        if subject is None or subject.kind.id not in linked_data.KINDS:
            return Markup()
        titles = f"{subject.kind.titles}, {self.title}"
        own, above = (self.way(page.url, url) for url in (page.url, page.parent))
        return linked_data.script(subject, self.meaning(subject), titles, own=own, above=above)

    def subject(self, page: Page) -> Definition | None:
        """The definition that a page is about, or None."""
        return self._subjects.get(page.url)

    def marker(self, page: Page) -> WordMarker:
        """What marks known words on a page: not those that are its own subject."""
        subject = self.subject(page)
        own = known_words.own(self.words, subject) if subject else frozenset()
        once = subject is None
        script = self.way(page.url, SCRIPT)
        return WordMarker(self.words, lambda each: self.way(page.url, self.url(each)), script, own, once)

    @functools.cached_property
    def words(self) -> known_words.Words:
        """Every name that prose may mention."""
        return known_words.known(self.book)

    @functools.cached_property
    def _subjects(self) -> Mapping[str, Definition]:
        """Definitions by the address of their page."""
        return {self.url(each): each for each in self.book.definitions() if not each.kind.single}

    def link(self, base: str, address: str, words: str = "") -> Markup | None:
        """A link from one address to `kind:id`, with words, its name or amount; None for nothing there."""
        definition, said = self.book.find(address), self.book.spoken(address)
        if definition is None or said is None:
            return None
        return filled('<a href="%s">%s</a>', self.way(base, self.url(definition)), words or said)

    def authored(self, base: str, written: str) -> str | None:
        """A link to a page that people wrote, as it leads from an address; None where there is none.

        `written` is the way from `docs/`, such as `guide/intro.md#start`.
        """
        meant = mentions.page_meant(written, self._authored)
        if meant is None:
            return None
        file, anchor = meant
        return self.way(base, self._authored[file]) + (f"#{anchor}" if anchor else "")

    @functools.cached_property
    def _authored(self) -> Mapping[str, str]:
        """Files of `docs/` → their addresses: where the site says so, else as MkDocs gives them."""
        return self.docs or {file: address_of(file) for file in files_below(self.book.tree, AUTHORED)}

    # -- marks --

    @functools.cached_property
    def _classes(self) -> Mapping[Ref, str]:
        return owner_marks.classes(self.book)

    def owner_class(self, party: Definition) -> str:
        """CSS classes of a party's mark: colour and pattern of a function; a role's is hollow, in ink."""
        return self._classes.get(party.ref, owner_marks.ROLE)

    def swatch(self, party: Definition) -> Markup:
        """The patterned square of a party, for the eye only."""
        return filled('<span class="sw %s"></span>', self.owner_class(party))

    def mark(self, party: Definition, address: str = "") -> Markup:
        """The owner mark of a party: a patterned square and a name (never colour alone), as a link or not."""
        name = "fn long" if len(party.name) > LONG_NAME else "fn"
        inside = filled("%s<span>%s</span>", self.swatch(party), party.name)
        if address:
            return filled('<a class="%s" href="%s">%s</a>', name, address, inside)
        return filled('<span class="%s">%s</span>', name, inside)

    def meaning(self, definition: Definition) -> str:
        """What a definition is, without marks: its summary, of a value with its amount before it."""
        amount = self.book.amounts.get(definition.id) if definition.kind.id == VALUE else None
        summary = self.plain(definition.summary)
        return summary if amount is None else f"{str(amount).rstrip('.')}. {summary}"

    def plain(self, text: str) -> str:
        """A prose text without marks."""
        return mentions.plain(text, self.book.spoken)

    def entry(self, definition: Definition, *texts: str) -> Entry:
        """The search entry of a definition: its name, aliases, summary and more texts.

        An abbreviation is a name too, else `SAL` is lost among all that begins with `sales`.
        """
        parts = [self.meaning(definition), *(self.plain(text) for text in texts)]
        own = (definition.name,) if known_words.is_abbreviation(definition.name) else ()
        names = (*own, *definition.aliases)
        text = "\n".join(part for part in parts if part)
        return Entry("", definition.name, text, names)
