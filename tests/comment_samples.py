"""Comments on changes of 1, 30 and 300 definitions of the starter handbook, as a host shows them."""

from __future__ import annotations

import json
from collections.abc import Mapping

from markdown_it import MarkdownIt

import remit
from building import ROOT
from remit.authoring.change_records import missing_record
from remit.reports.comment import Suggestion, as_comment
from remit.tree import Overlay, tree_of

SAMPLES = (1, 30, 300)
TODAY = "2026-11-20"
NEW_FILE = "https://github.com/northlake/handbook/new/topic"
_PAGE = """<!doctype html><meta charset="utf-8"><style>
:root {{ color-scheme: {scheme}; }}
body {{ margin: 24px; font: 14px/1.5 system-ui, sans-serif; width: 860px; }}
article {{ border: 1px solid #8886; border-radius: 6px; padding: 16px; }}
table {{ border-collapse: collapse; margin: 0 0 16px; }}
th, td {{ border: 1px solid #8886; padding: 6px 13px; text-align: left; }}
pre {{ background: #8882; padding: 12px; border-radius: 6px; overflow: auto; }}
code {{ background: #8882; padding: 2px 4px; border-radius: 4px; font-size: 85%; }}
pre code {{ background: none; padding: 0; }}
</style><article>{body}</article>"""


def changed(number: int) -> Mapping[str, str]:
    """What a request changes: the threshold of MQL, or so many new fields."""
    if number == 1:
        path = "governance/stages/mql.yaml"
        text = (ROOT / path).read_text(encoding="utf-8")
        return {path: text.replace("score is {value:mql-line}", "score is 70 points")}
    fields = {
        f"sample-{each}": {
            "name": f"Sample {each}", "summary": "A field that comes with an import.", "entity": "lead",
            "type": "text", "systems": {"crm": {"object": "Lead", "api-name": f"S{each}", "sync": "truth"}},
            "operates": {"marketing-ops": {}}, "governs": {"revops": {}}, "used-for": ["segmentation"],
        }
        for each in range(number)
    }  # fmt: skip
    return {f"governance/fields/{id}.yaml": json.dumps(data) for id, data in fields.items()}


def comment(number: int) -> str:
    """The comment of a request of that many changes."""
    base = tree_of(ROOT)
    review = remit.review(base, Overlay(base, changed(number)), today=TODAY)
    suggestion = None
    if review.bare:
        path, text, _ = missing_record(review, TODAY, is_summed_up=True)
        suggestion = Suggestion(path, text.partition("\n# Also possible:")[0], NEW_FILE)
    return as_comment(review, suggestion)


def document(text: str, scheme: str) -> str:
    """A page that shows a comment about as a host does."""
    made = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(text)
    return _PAGE.format(scheme=scheme, body=made)
