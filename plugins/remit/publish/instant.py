"""What the theme's instant navigation asks of a page's HTML, where a site has switched it on."""

# Material then sets `href` of whatever has that attribute, which a link in a drawing refuses. Of a page that
# it puts in place of another, it runs each script anew, without its type: data would be run as code.

from __future__ import annotations

import re

FEATURES = frozenset({"navigation.instant", "navigation.instant.prefetch", "navigation.instant.progress"})
_DRAWING = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
_DATA = re.compile(r'<script type="application/json"([^>]*)>(.*?)</script>', re.DOTALL)
_LINKED = re.compile(r'(<script type="application/ld\+json">)(\{.*?\})(</script>)', re.DOTALL)


def suited(html: str) -> str:
    """The HTML of a page, so that instant navigation may fetch it: it says and shows the same.

    >>> suited('<svg><a href="x/">x</a></svg><a href="y/">y</a>')
    '<svg><a xlink:href="x/">x</a></svg><a href="y/">y</a>'
    >>> suited('<script type="application/json" id="all">[1]</script>')
    '<template id="all">[1]</template>'
    >>> suited('<script type="application/ld+json">{"name": "Win"}</script>')
    '<script type="application/ld+json">[{"name": "Win"}]</script>'
    """
    html = _DRAWING.sub(lambda found: found[0].replace("<a href=", "<a xlink:href="), html)
    html = _DATA.sub(r"<template\1>\2</template>", html)
    return _LINKED.sub(r"\1[\2]\3", html)  # as code, braces alone would be a block
