"""A rule of the company's own: what it demands and why, what it looks at today, and what breaks it."""

from __future__ import annotations

from remit.handbook import Definition
from remit.insight.used import by_name, used_in
from remit.ownership.parties import governing, operating
from remit.rules.own.applied import TESTS, own_rules, shown
from remit.views.pages.reference.health import excerpt, sentence
from remit.views.parts.general_page import definition_page
from remit.views.site.site import Body, Heading, Page, Site


def page(site: Site, definition: Definition) -> Page:
    """The page of one rule."""

    def make(page: Page) -> Body:
        code = str(definition.ref)
        rule = next(shown(each, site.book) for each in own_rules(site.book) if each.code.id == code)
        found = [each for each in site.findings if each.code == code]
        looked_at = by_name(site.own_rules.outcome(definition.id).selected)
        broken = {each.subject for each in found}
        used = used_in(definition)
        headings = tuple(
            Heading(id, title)
            for id, title, there in (
                ("demands", "What it demands", True),
                ("findings", f"What breaks it ({len(found)})", bool(found)),
                ("selects", f"What it looks at ({len(looked_at)})", True),
                ("examples", "Examples", True),
                ("owners", "Owners", bool(operating(definition) or governing(definition))),
                ("used", "Where it is used", bool(used)),
                ("notes", "Notes", bool(definition.get("notes"))),
            )
            if there
        )
        html = site.render(
            "pages/reference/own_rule.html", page,
            definition=definition, rule=rule, found=found, looked_at=looked_at, broken=broken, used=used,
            kind=site.book.kinds.by_id.get(definition["select"]["kind"]),
            tests=[(name, definition.data[name]) for name in TESTS if name in definition.data],
            severity=site.book.settings().get("severities", {}).get(code),
            applied=definition.status != "draft",
            headings=headings, has={heading.id for heading in headings}, sentence=sentence, excerpt=excerpt,
        )  # fmt: skip
        return Body(html, headings, (site.entry(definition, definition["why"], definition["fix"], code),))

    return definition_page(site, definition, make)
