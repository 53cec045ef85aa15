"""A last reading in a sentence, as reports and agendas say it."""

from __future__ import annotations

from remit.handbook import Handbook
from remit.insight.readings.standing import Standing, change_words
from remit.mentions import replaced


def sentence(book: Handbook, standing: Standing) -> str:
    """What was read, how it changed, what that means, and what is done next."""
    of = f", {standing.reading.slice}" if standing.reading.slice else ""
    change = change_words(standing.series, len(standing.series.points) - 1)
    told = f"{standing.metric.name}{of}, {standing.period}: {standing.shown} ({change})"
    if standing.means:
        told += f", {standing.word}: {said(book, standing.means)}"
    told += ", by the thresholds of that day." if standing.by_then else "."
    if standing.met is False and standing.target:
        told += f" Target missed: {said(book, standing.target.words)}."
    if standing.action:
        told += f" Next: {said(book, standing.action)}."
    return told


def said(book: Handbook, text: str) -> str:
    """A sentence with the names of what it mentions."""
    return replaced(
        " ".join(text.split()), lambda match: match[2] or book.spoken(match[1]) or f"`{match[1]}`"
    )
