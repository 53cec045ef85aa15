"""Codes of findings: each with its severity, its reason and its remedy."""

from __future__ import annotations

from remit.codes.catalogue import CODES
from remit.codes.code import KINDS, LINKS, LIVE, READING, READINGS, SETTINGS, SHAPE, YAML, Code

__all__ = ["CODES", "KINDS", "LINKS", "LIVE", "READING", "READINGS", "SETTINGS", "SHAPE", "YAML", "Code"]
