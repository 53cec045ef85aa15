"""Readings of metrics: numbers that systems gave, read from tables beside the definitions."""

from __future__ import annotations

from remit.readings.series import Disagreement, Series, disagreements, grown_by, series_of
from remit.readings.table import FOLDER, Reading, Readings, readings_of

__all__ = [
    "FOLDER",
    "Disagreement",
    "Reading",
    "Readings",
    "Series",
    "disagreements",
    "grown_by",
    "readings_of",
    "series_of",
]
