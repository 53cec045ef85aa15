"""Decided changes as an Atom feed (RFC 4287), for whoever wants to be told."""

# The newest day in the handbook is the feed's own: the same handbook gives the same bytes.

from __future__ import annotations

import re
from urllib.parse import quote
from xml.etree import ElementTree as XML

from remit.handbook import Definition
from remit.insight.records import day, decided
from remit.views.site.site import Site

NAME = "changes.atom"
MOST = 50
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # in XML 1.0


def feed(site: Site, base: str) -> bytes:
    """The feed as UTF-8; `base` is the site's address, empty when unknown."""
    changes = decided(site.book)[:MOST]
    newest = day(changes[0]) if changes else "1970-01-01"
    whole = XML.Element("feed", xmlns="http://www.w3.org/2005/Atom")
    _below(whole, "title", f"{site.title}: changes")
    _below(whole, "id", _id(site, base))
    _below(whole, "updated", f"{newest}T00:00:00Z")
    _below(XML.SubElement(whole, "author"), "name", site.title)
    _below(whole, "link", rel="alternate", href=f"{base}{site.addresses.written('in-plain-words/')}")
    for change in changes:
        _entry(whole, site, change, base)
    for holder in (whole, *whole.findall("entry")):  # an element a line
        holder.text = "\n"
        for child in holder:
            child.tail = "\n"
    text: bytes = XML.tostring(whole, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _entry(whole: XML.Element, site: Site, change: Definition, base: str) -> None:
    address = site.url(change)
    entry = XML.SubElement(whole, "entry")
    _below(entry, "title", change.name)
    _below(entry, "id", _id(site, base) + address)
    _below(entry, "link", href=f"{base}{site.addresses.written(address)}")
    _below(entry, "updated", f"{day(change)}T00:00:00Z")
    _below(entry, "category", term=str(change["state"]))
    _below(entry, "summary", site.plain(str(change.get("note") or change.summary)))


def _below(parent: XML.Element, tag: str, text: str = "", **attributes: str) -> None:
    child = XML.SubElement(parent, tag, {name: _xml(value) for name, value in attributes.items()})
    child.text = _xml(text)


def _id(site: Site, base: str) -> str:
    """What the ids begin with: the site's address, else the company, for a reader may follow several."""
    company = site.book.settings().get("company", {}).get("name") or site.title
    return base or f"urn:remit:handbook:{quote(str(company).strip().lower().replace(' ', '-'))}:"


def _xml(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)
