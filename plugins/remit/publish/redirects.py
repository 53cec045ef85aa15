"""Old addresses: a small page for each former id that leads to where the definition is now."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from remit.handbook import Definition
from remit.reading import ID
from remit.views.site.site import Site

_PAGE = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>{name}</title>
<meta name="robots" content="noindex">
<link rel="canonical" href="{canonical}">
<meta http-equiv="refresh" content="0; url={address}">
<p>This page is now <a href="{address}">{name}</a>.</p>
</html>
"""


def redirects(site: Site, base: str = "") -> Iterator[tuple[str, str]]:
    """(old address, HTML) for every former id that nothing else has now; `base` is the site's address.

    What is not an id is left out: a kind of a company's own may allow any text there.
    """
    for kind in site.book.kinds.by_id.values():
        if kind.single:
            continue
        former: dict[str, list[Definition]] = {}
        for definition in site.book.all(kind.id):
            for id in definition.data.get("former-ids", ()):
                former.setdefault(id, []).append(definition)
        for id, now in sorted(former.items()):
            if len(now) == 1 and ID.match(id) and site.book.get(kind.id, id) is None:
                old = f"{site.folder(kind)}/{id}/"
                yield old, _page(site, old, now[0], base)


def _page(site: Site, old: str, now: Definition, base: str) -> str:
    address = site.way(old, site.url(now))
    canonical = f"{base}{site.addresses.written(site.url(now))}" if base else address
    return _PAGE.format(name=escape(now.name), address=escape(address), canonical=escape(canonical))
