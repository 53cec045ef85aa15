"""Meaning at the point of work: what a handbook says, put into the help texts of a system's own files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from remit.exports.help_text import dbt, hubspot, salesforce
from remit.exports.help_text.model import Put
from remit.handbook import Handbook
from remit.snapshots.files import Files

WRITERS: Mapping[str, Callable[[Handbook, str, Files], list[Put]]] = MappingProxyType(
    {"salesforce": salesforce.texts, "hubspot": hubspot.texts, "dbt": dbt.texts}
)

__all__ = ["WRITERS"]
