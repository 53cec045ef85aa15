"""Terms, metrics and values for search engines: schema.org's DefinedTerm in a page's script element."""

# Addresses are relative to the page, as JSON-LD allows.

from __future__ import annotations

from typing import Any

from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from remit.handbook import Definition
from remit.schema import VALUE
from remit.views.site.quick import filled

KINDS = frozenset({"term", "metric", VALUE})  # whose pages define a word


def script(definition: Definition, summary: str, titles: str, *, own: str, above: str) -> Markup:
    """The script element of a page that is about one definition.

    `titles` names the set that it belongs to; `own` is the address of the page, `above` that of the set's.
    """
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "DefinedTerm",
        "name": definition.name,
        "termCode": definition.id,
        "description": summary,
        "url": own,
        "inDefinedTermSet": {"@type": "DefinedTermSet", "name": titles, "url": above},
    }
    if aliases := definition.aliases:
        data["alternateName"] = aliases
    return filled('<script type="application/ld+json">%s</script>\n', htmlsafe_json_dumps(data))
