"""Words of days, durations and lists as people read them, and the ids that names suggest."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


# Number words → digits. Not `one`: it counts nothing in most sentences.
SPELLED = {
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14", "fifteen": "15",
    "sixteen": "16", "seventeen": "17", "eighteen": "18", "nineteen": "19", "twenty": "20", "thirty": "30",
    "forty": "40", "fifty": "50", "sixty": "60", "seventy": "70", "eighty": "80", "ninety": "90",
}  # fmt: skip
# what a unit is called behind a number, where that is not its own name
_COUNTED = {"percent": "%", "count": "", "ratio": "", "score": "", "currency-per-day": "currency a day"}


def long_day(text: str) -> str:
    """A day in words; what is not a day stays as it is written.

    >>> long_day("2026-10-06")
    '6 October 2026'
    """
    day = _day(text)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}" if day else text


def short_day(text: str) -> str:
    """A day without its year, where the year stands above.

    >>> short_day("2026-10-06")
    '6 Oct'
    """
    day = _day(text)
    return f"{day.day} {MONTHS[day.month - 1][:3]}" if day else text


def medium_day(text: str) -> str:
    """A day for a narrow column.

    >>> medium_day("2026-10-06")
    '6 Oct 2026'
    """
    day = _day(text)
    return f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}" if day else text


def month_of(text: str) -> str:
    """The month of a day, or an empty text.

    >>> month_of("2026-10-06")
    'October 2026'
    """
    day = _day(text)
    return f"{MONTHS[day.month - 1]} {day.year}" if day else ""


def quarter_of(day: str) -> str:
    """The quarter of a day.

    >>> quarter_of("2026-09-30")
    '2026-Q3'
    """
    return f"{day[:4]}-Q{(int(day[5:7]) + 2) // 3}"


def duration(value: Mapping[str, Any]) -> str:
    """A duration as words; empty for an empty one.

    >>> duration({"amount": 4, "unit": "business-hours"})
    '4 business hours'
    """
    if not value:
        return ""
    unit = str(value["unit"]).replace("-", " ")
    amount = value["amount"]
    return f"{amount:g} {unit.removesuffix('s') if amount == 1 else unit}"


PERCENT = " %"  # behind a number, everywhere but in formulas, whose notation has `12%`


def quantity(number: Decimal, unit: str, currency: str = "") -> str:
    """A number with what it counts, as a sentence says it.

    >>> quantity(Decimal(4), "business-hours"), quantity(Decimal(38000), "currency", "USD")
    ('4 business hours', '38,000 USD')
    >>> quantity(Decimal("2.50"), "percent"), quantity(Decimal(1), "points"), quantity(Decimal(3), "")
    ('2.5 %', '1 point', '3')
    """
    text = f"{number:,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    said = _COUNTED.get(unit, unit.replace("-", " "))
    if unit.startswith("currency"):
        said = said.replace("currency", currency).strip()
    return f"{text} {said.removesuffix('s') if number == 1 else said}".rstrip()


def share(value: Mapping[str, Any], percent: float) -> str:
    """So many percent of a duration as words; hours and minutes where the hours are not whole.

    >>> share({"amount": 4, "unit": "business-hours"}, 80)
    '3 h 12 min'
    >>> share({"amount": 4, "unit": "business-hours"}, 150)
    '6 business hours'
    >>> share({"amount": 15, "unit": "business-minutes"}, 80)
    '12 business minutes'
    """
    if not value:
        return ""
    amount = value["amount"] * percent / 100
    if str(value["unit"]).endswith("hours") and amount != int(amount):
        hours, minutes = divmod(round(amount * 60), 60)
        return " ".join(
            part for part in (f"{hours} h" if hours else "", f"{minutes} min" if minutes else "") if part
        )
    return duration({**value, "amount": amount})


def plural(noun: str) -> str:
    """Several of what a noun names.

    >>> plural("opportunity"), plural("touch"), plural("day")
    ('opportunities', 'touches', 'days')
    """
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(("s", "x", "ch", "sh")) else f"{noun}s"


def joined(parts: Sequence[str], last: str = "and") -> str:
    """Some words as a list in a sentence; empty for none.

    >>> joined(["January", "April", "July"])
    'January, April and July'
    """
    return f" {last} ".join(part for part in (", ".join(parts[:-1]), *parts[-1:]) if part)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text[4:5] == text[7:8] == "-" else None
    except ValueError:
        return None


# -- ids --

# Letters and how they are spelled with a to z. Latin ones as people of the language write them without their
# marks (German: DIN 5007-2); Cyrillic and Greek ones nearly as passports have them (ICAO 9303).
_LETTERS = """
ä:ae ö:oe ü:ue ß:ss æ:ae ø:oe å:aa œ:oe ł:l đ:d ð:d þ:th ħ:h \u0131:i ŋ:ng
а:a б:b в:v г:g ґ:g д:d ђ:dj е:e є:ie ё:e ж:zh з:z и:i і:i ї:i й:i ј:j к:k л:l љ:lj м:m н:n њ:nj о:o п:p р:r
с:s т:t ћ:c у:u ў:u ф:f х:kh ц:ts џ:dz ч:ch ш:sh щ:shch ъ: ы:y ь: э:e ю:iu я:ia
α:a β:v γ:g δ:d ε:e ζ:z η:i θ:th ι:i κ:k λ:l μ:m ν:n ξ:x ο:o π:p ρ:r σ:s ς:s τ:t υ:y φ:f χ:ch ψ:ps ω:o
"""  # noqa: RUF001
_SPELLED_OUT = str.maketrans(dict(pair.split(":") for pair in _LETTERS.split()))
LONGEST_ID = 80


def id_from(text: str) -> str:
    """The id that a name suggests, in letters from a to z, digits and hyphens; empty where none can be made.

    Chinese, Japanese, Arabic and other scripts are not spelled out: how they are read does not stand in them.

    >>> id_from("Größe (in m²)"), id_from("Воронка продаж"), id_from("Ποσοστό"), id_from("Núm. días")
    ('groesse-in-m2', 'voronka-prodazh', 'pososto', 'num-dias')
    >>> id_from("見込み客")
    ''
    """
    spelled = unicodedata.normalize("NFC", text).lower().translate(_SPELLED_OUT)
    plain = "".join(
        each for each in unicodedata.normalize("NFKD", spelled) if not unicodedata.combining(each)
    )
    plain = plain.translate(_SPELLED_OUT)  # a letter with a mark, such as an accent on a Greek one
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_ID].strip("-")
