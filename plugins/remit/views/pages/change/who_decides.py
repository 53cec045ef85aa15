"""Who decides? Say what you want to change, and the page says who decides, who must agree and why."""

from __future__ import annotations

import json
from functools import partial

from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from remit.insight.decides import WEIGHT_WORDS, by_kind, rules, samples, told_weights
from remit.views.pages.change import answers
from remit.views.site.site import Body, Entry, Heading, Page, Site

URL = "decide/"


def page(site: Site) -> Page:
    """The page that answers who decides a change."""

    def make(page: Page) -> Body:
        lanes = site.verdicts.lanes
        kinds = answers.written_kinds(site)
        html = site.render(
            "pages/change/who_decides.html", page,
            rules=list(rules(site.book, lanes)), lanes=lanes, weights=WEIGHT_WORDS,
            every=told_weights(lanes),
            data=_embedded(answers.table(site, page)), kinds=kinds,
            samples=samples(site.book), by_kind=by_kind(site.book, kinds),
        )  # fmt: skip
        told = (trigger.when for trigger in lanes.triggers())
        entry = Entry("", "Who decides?", "Who decides a change, and who must agree.\n" + "\n".join(told))
        return Body(html, (Heading("table", "The same as a table"),), (entry,))

    return Page(
        url=URL, title="Who decides?", section="decisions", make=make, in_nav=True,
        description="Who decides a change, who must agree, who is told, and by which rule.",
    )  # fmt: skip


def _embedded(data: object) -> Markup:
    """Data as JSON that cannot leave its script element."""
    return htmlsafe_json_dumps(data, dumps=partial(json.dumps, ensure_ascii=False, separators=(",", ":")))
