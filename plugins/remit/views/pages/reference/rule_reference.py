"""Every code a finding can have: why it matters and how to mend it; rules with examples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from remit.checking import POLICY_CODES, known_codes
from remit.linking import LINK_CODES
from remit.reading import READING_CODES
from remit.rules import ALL_RULES
from remit.rules.rule import Rule
from remit.schema.faults import FAULT_CODES
from remit.source.codes import SOURCE_CODES
from remit.views.pages.reference.health import sentence
from remit.views.site.site import Body, Entry, Heading, Page, Site

URL = "rules/"
# module of a rule → heading; modules not named come after, under their own name
TOPICS: Mapping[str, str] = {
    "ownership": "Ownership",
    "decisions": "Decisions",
    "stages": "Lifecycle",
    "handoffs": "Handoffs",
    "metrics": "Metrics",
    "changes": "Change records",
    "requests": "Requests",
    "upkeep": "Upkeep",
    "overdue": "What is due",
    "look": "Colours",
}
# What is found before any rule is asked.
GROUPS: tuple[tuple[str, str, Mapping[str, object]], ...] = (
    ("files", "How a file is written", {**SOURCE_CODES, **READING_CODES}),
    ("shape", "What a definition holds", FAULT_CODES),
    ("names", "Names and links", LINK_CODES),
    ("policy", "The handbook's settings and kinds", {**POLICY_CODES, "schema-not-a-kind": ""}),
)


@dataclass(frozen=True)
class Code:
    """One code that is no rule."""

    code: str
    why: str
    fix: str


def page(site: Site) -> Page:
    """The page of all codes."""

    def make(page: Page) -> Body:
        topics = list(_topics())
        groups = list(_groups())
        headings = tuple(Heading(f"about-{id}", title) for id, title, _ in (*topics, *groups))
        found: dict[str, int] = {}
        for finding in site.findings:
            found[finding.code] = found.get(finding.code, 0) + 1
        html = site.render(
            "pages/reference/rule_reference.html", page,
            topics=topics, groups=groups, headings=headings, found=found,
            sentence=sentence,
            severities=site.book.settings().get("severities", {}),
        )  # fmt: skip
        entries = [Entry(rule.code, rule.code, f"{rule.says}\n{rule.why}\n{rule.fix}") for rule in ALL_RULES]
        entries += [
            Entry(each.code, each.code, f"{each.why}\n{each.fix}") for _, _, codes in groups for each in codes
        ]
        return Body(
            html, headings, (Entry("", "Rules", "What is checked, why, and how to mend it."), *entries)
        )

    return Page(url=URL, title="Rules", section="reference", make=make, in_nav=True)


def _topics() -> Iterator[tuple[str, str, list[Rule]]]:
    """(id, title, rules) of each topic, in the order of the table above."""
    found: dict[str, list[Rule]] = {topic: [] for topic in TOPICS}
    for rule in ALL_RULES:
        found.setdefault(rule.topic, []).append(rule)
    for topic, rules in found.items():
        if rules:
            yield topic, TOPICS.get(topic, topic.capitalize()), rules


def _groups() -> Iterator[tuple[str, str, list[Code]]]:
    """(id, title, codes) of what is no rule; what no group knows stands last."""
    left = known_codes()
    codes = {code: Code(code, *left[code]) for code in left if code not in {rule.code for rule in ALL_RULES}}
    for id, title, members in GROUPS:
        found = [codes.pop(code) for code in sorted(members) if code in codes]
        if found:
            yield id, title, found
    if codes:
        yield "other", "Other", list(codes.values())
