"""Metrics computed over records of systems; nothing of the records or the handbook is executed."""

from __future__ import annotations

from remit.compute.answers import Answer, compute
from remit.compute.evaluate import Around, Evaluation, Step
from remit.compute.model import KINDS, Metric, Model, model_from, model_of
from remit.compute.periods import Period, period_named
from remit.compute.reading import read_records
from remit.compute.records import Records, records_of
from remit.compute.showing import shown
from remit.compute.values import CannotTell, Cell, Groups, Result, Single, Unknown

__all__ = [
    "KINDS",
    "Answer",
    "Around",
    "CannotTell",
    "Cell",
    "Evaluation",
    "Groups",
    "Metric",
    "Model",
    "Period",
    "Records",
    "Result",
    "Single",
    "Step",
    "Unknown",
    "compute",
    "model_from",
    "model_of",
    "period_named",
    "read_records",
    "records_of",
    "shown",
]
