"""Every code a finding can have: why it matters and how to fix it; rules with examples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from remit.codes import CODES, KINDS, LINKS, LIVE, READING, READINGS, SETTINGS, SHAPE, YAML, Code
from remit.insight.used import by_name
from remit.rules import ALL_RULES
from remit.rules.rule import Rule
from remit.schema import Kind
from remit.views.pages.reference.health import sentence
from remit.views.parts.general_page import collection_page
from remit.views.site.site import Body, Entry, Heading, Page, Site

# module of a rule → heading; modules not named come after, under their own name
TOPICS: Mapping[str, str] = {
    "ownership": "Ownership",
    "central": "The central function",
    "decisions": "Decisions",
    "stages": "Lifecycle",
    "field_claims": "What is said of fields",
    "handoffs": "Handoffs",
    "metrics": "Metrics",
    "changes": "Change records",
    "requests": "Requests",
    "cadences": "Meetings",
    "texts": "Texts",
    "upkeep": "Upkeep",
    "overdue": "What is due",
    "look": "Colours",
    "company": "Rules of your own",
}
OWN = "Rules of the company"
# What is found before any rule is asked: id, title and topics of each group.
GROUPS: Sequence[tuple[str, str, Sequence[str]]] = (
    ("files", "How a file is written", (YAML, READING)),
    ("shape", "What a definition holds", (SHAPE,)),
    ("names", "Names and links", (LINKS,)),
    ("readings", "Readings of metrics", (READINGS,)),
    ("policy", "The handbook's settings and kinds", (SETTINGS, KINDS)),
    ("live", "What systems say", (LIVE,)),
)


def collection(site: Site, kind: Kind) -> Page:
    """The page of all codes: first the company's own rules."""

    def make(page: Page) -> Body:
        own = by_name(site.book.every(kind.id))
        topics = list(_topics())
        groups = list(_groups())
        headings = tuple(Heading(f"about-{id}", title) for id, title, _ in (*topics, *groups))
        headings = (Heading("own", OWN), *headings) if own else headings
        found: dict[str, int] = {}
        for finding in site.findings:
            found[finding.code] = found.get(finding.code, 0) + 1
        html = site.render(
            "pages/reference/rule_reference.html", page,
            own=own, title=OWN, topics=topics, groups=groups, headings=headings, found=found,
            sentence=sentence,
            severities=site.book.settings().get("severities", {}),
        )  # fmt: skip
        entries = [
            Entry(rule.code.id, rule.code.id, f"{rule.says}\n{rule.code.why}\n{rule.code.fix}")
            for rule in ALL_RULES
        ]
        entries += [
            Entry(each.id, each.id, f"{each.why}\n{each.fix}") for _, _, codes in groups for each in codes
        ]
        return Body(
            html, headings, (Entry("", "Rules", "What is checked, why, and how to fix it."), *entries)
        )

    return collection_page(site, kind, make)


def _topics() -> Iterator[tuple[str, str, list[Rule]]]:
    """(id, title, rules) of each topic, in the order of the table above."""
    found: dict[str, list[Rule]] = {topic: [] for topic in TOPICS}
    for rule in ALL_RULES:
        found.setdefault(rule.code.topic, []).append(rule)
    for topic, rules in found.items():
        if rules:
            yield topic, TOPICS.get(topic, topic.capitalize()), rules


def _groups() -> Iterator[tuple[str, str, list[Code]]]:
    """(id, title, codes) of what is not a rule, sorted."""
    for id, title, topics in GROUPS:
        yield id, title, [CODES[each] for each in sorted(CODES) if CODES[each].topic in topics]
