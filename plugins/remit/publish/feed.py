"""Decided changes as an Atom feed (RFC 4287), for whoever wants to be told."""

# The newest day in the handbook is the feed's own: the same handbook gives the same bytes.

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from remit.handbook import Definition
from remit.views.pages.change.changes import day
from remit.views.pages.change.plain_words import decided
from remit.views.site.site import Site

NAME = "changes.atom"
MOST = 50
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # in XML 1.0


def feed(site: Site, base: str) -> str:
    """The feed; `base` is the site's address, empty when unknown."""
    changes = decided(site)[:MOST]
    newest = day(changes[0]) if changes else "1970-01-01"
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom">',
        f"<title>{_text(site.title)}: changes</title>",
        f"<id>{_text(_id(base))}</id>",
        f"<updated>{_text(newest)}T00:00:00Z</updated>",
        f"<author><name>{_text(site.title)}</name></author>",
        f"<link rel={quoteattr('alternate')} href={quoteattr(_xml(base) + 'in-plain-words/')}/>",
        *(line for change in changes for line in _entry(site, change, base)),
        "</feed>",
    ]
    return "\n".join(lines) + "\n"


def _entry(site: Site, change: Definition, base: str) -> Iterator[str]:
    address = site.url(change)
    said = site.plain(str(change.get("note") or change.summary))
    yield "<entry>"
    yield f"<title>{_text(change.name)}</title>"
    yield f"<id>{_text(_id(base) + address)}</id>"
    yield f"<link href={quoteattr(_xml(base) + address)}/>"
    yield f"<updated>{_text(day(change))}T00:00:00Z</updated>"
    yield f"<category term={quoteattr(str(change['state']))}/>"
    yield f"<summary>{_text(said)}</summary>"
    yield "</entry>"


def _id(base: str) -> str:
    return base or "urn:remit:handbook:"


def _xml(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)


def _text(text: str) -> str:
    return escape(_xml(text))
