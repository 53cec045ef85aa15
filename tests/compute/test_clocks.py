"""Business hours by the values of a field: each value's own clock, wherever the company's is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from building import write_handbook
from depth import law
from remit.checking import check
from remit.compute import Result, Unknown, compute, model_from, period_named, records_of
from remit.views import handbook_site

NEW_YORK = {"days": "Monday to Friday", "from": "09:00", "to": "17:00", "time-zone": "America/New_York"}
BERLIN = {**NEW_YORK, "time-zone": "Europe/Berlin"}
LONDON = {**NEW_YORK, "to": "16:00", "time-zone": "Europe/London"}
TWO = {"Berlin": BERLIN, "London": LONDON}
FIELDS = {
    "call-id": ("call", "id"), "asked-at": ("call", "datetime"), "answered-at": ("call", "datetime"),
    "asked-on": ("call", "date"), "answered-on": ("call", "date"), "place": ("call", "picklist"),
}  # fmt: skip


def came(text: str, rows: Sequence[Mapping[str, Any]], company: Mapping[str, Any]) -> Result:
    model = model_from({
        "field": {id: {"type": type, "entity": entity} for id, (entity, type) in FIELDS.items()},
        "entity": {"call": {"identified-by": "call-id"}},
        "metric": {"m": {"name": "M", "formula": text, "unit": "hours"}},
        "handbook": {"handbook": {"company": company}},
    })  # fmt: skip
    return compute(records_of(model, {"call": rows}), "m", period_named("2026")).result


def waited(row: Mapping[str, Any], name: str = "business-hours", **by: Any) -> Result:
    company = {"business-hours": NEW_YORK, "hours-by": {"field:place": {**TWO, **by}}}
    kind = "on" if "asked-on" in row else "at"
    text = f"sum({name}(field:asked-{kind}, field:answered-{kind}, field:place))"
    return came(text, [{"call-id": "c1", **row}], company)


@pytest.mark.parametrize(
    ("place", "asked", "answered", "hours"),
    [
        ("Berlin", "2026-07-14T03:00", "2026-07-14T06:00", 3),  # 9:00 to 12:00 in Berlin
        ("Berlin", "2026-07-14T09:00", "2026-07-14T12:00", 2),  # 15:00 to 18:00: closed at 17:00
        ("Berlin", "2026-03-10T03:00", "2026-03-10T06:00", 2),  # five hours apart: only America has changed
        ("London", "2026-07-14T03:00", "2026-07-14T12:00", 7),  # 8:00 to 17:00 on a day of 9:00 to 16:00
        ("Paris", "2026-07-14T03:00", "2026-07-14T12:00", 3),  # has none of its own: the company's
        ("Berlin", "2026-07-14T09:00+02:00", "2026-07-14T10:00Z", 3),
        ("Berlin", "2026-07-10T10:00", "2026-07-13T04:00", 2),  # Friday 16:00 to Monday 10:00
    ],
)
def test_time_is_counted_on_the_clock_of_the_records_own_value(
    place: str, *, asked: str, answered: str, hours: int
) -> None:
    row = {"place": place, "asked-at": asked, "answered-at": answered}
    assert waited(row) == Decimal(hours)


def test_a_day_without_a_time_is_a_day_there() -> None:
    row = {"place": "Berlin", "asked-on": "2026-07-10", "answered-on": "2026-07-13"}
    assert waited(row, "business-days") == Decimal(1)
    assert waited(row) == Decimal(8)


def test_a_record_without_a_value_has_no_number() -> None:
    rows = [
        {"call-id": "c1", "place": "", "asked-at": "2026-07-14T09:00", "answered-at": "2026-07-14T12:00"},
        {"call-id": "c2", "place": "Rome", "asked-at": "2026-07-14T09:00", "answered-at": "2026-07-14T10:00"},
    ]
    company = {"business-hours": NEW_YORK, "hours-by": {"place": {"Berlin": BERLIN}}}
    text = "average(business-hours(field:asked-at, field:answered-at, field:place))"
    assert came(text, rows, company) == Decimal(1)


@pytest.mark.parametrize(
    ("company", "why"),
    [
        ({"business-hours": NEW_YORK}, "needs `company.hours-by`"),
        (
            {"hours-by": {"place": {"Berlin": BERLIN}}},
            "neither `Rome` of `place` nor the company",
        ),
    ],
)
def test_without_hours_nobody_can_tell(company: Mapping[str, Any], why: str) -> None:
    row = {
        "call-id": "c1",
        "place": "Rome",
        "asked-at": "2026-07-14T09:00",
        "answered-at": "2026-07-14T12:00",
    }
    found = came("sum(business-hours(field:asked-at, field:answered-at, field:place))", [row], company)
    assert isinstance(found, Unknown)
    assert why in found.why


@law(deep=1000)
@given(
    start=st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1)),
    minutes=st.integers(0, 20_000),
)
def test_a_value_with_the_companys_hours_counts_as_the_company_does(start: datetime, minutes: int) -> None:
    start = start.replace(second=0, microsecond=0)
    end = start + timedelta(minutes=minutes)
    row = {"asked-at": start.isoformat(), "answered-at": end.isoformat()}
    own, others = waited({**row, "place": "Here"}, Here=NEW_YORK), waited({**row, "place": "Nowhere"})
    assert own == others


# -- in a handbook --


STAGE = {
    "name": "S", "summary": "S.", "entry": "E.", "exit": "X.", "initial": True, "terminal": True,
}  # fmt: skip
PLACE = {"crm": {"object": "Call", "api-name": "X", "sync": "truth"}}


def field(name: str, type: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "summary": "S.", "entity": "call", "type": type, "systems": PLACE, **more}


def handbook(root: Path, company: Mapping[str, Any], **sla: Any) -> Path:
    handoff = {
        "name": "Give", "summary": "S.", "from": "s", "to": "s", "giver": "ops", "receiver": "ops",
        "sla": {
            "promise": "P", "label": "4 h", "within": {"amount": 4, "unit": "business-hours"},
            "starts": "S", "starts-at": "asked-at", "stops": "S", "stops-at": "answered-at", **sla,
        },
    }  # fmt: skip
    return write_handbook(root, {
        "handbook": {"name": "H", "summary": "S.", "company": {"name": "C", **company}},
        "systems": {"crm": {"name": "CRM", "summary": "S.", "category": "crm"}},
        "entities": {"call": {"name": "Call", "summary": "S.", "identity": "I.", "identified-by": "call-id"}},
        "fields": {
            "call-id": field("Id", "id"),
            "asked-at": field("Asked at", "datetime"),
            "answered-at": field("Answered at", "datetime"),
            "place": field("Place", "picklist", values={"Berlin": "B.", "Rome": "R."}),
        },
        "functions": {"ops": {"name": "Ops", "summary": "S."}},
        "stages": {"s": STAGE},
        "handoffs": {"give": handoff},
    })  # fmt: skip


@pytest.mark.parametrize(
    ("company", "sla", "expected"),
    [
        (
            {"business-hours": {**BERLIN, "days": "weekdays"}},
            {},
            "`weekdays` cannot be read; write days",
        ),
        ({"business-hours": {**BERLIN, "from": "9"}}, {}, "`9` cannot be read; write a time such as"),
        (
            {"business-hours": {**BERLIN, "to": "08:00"}},
            {},
            "the day ends at 08:00, before it",
        ),
        ({"business-hours": {**BERLIN, "time-zone": "CET+1"}}, {}, "there is no time zone `CET+1`"),
        (
            {"hours-by": {"place": {"Berlinn": BERLIN}}},
            {},
            "`Berlinn` is not an allowed value of",
        ),
        (
            {"hours-by": {"place": {"Berlin": BERLIN}}},
            {"hours-of": "call-id"},
            "no business hours are set by",
        ),
    ],
)
def test_hours_that_cannot_be_used_are_a_finding(
    tmp_path: Path, *, company: Mapping[str, Any], sla: Mapping[str, Any], expected: str
) -> None:
    found = check(handbook(tmp_path, company, **sla)).findings
    (message,) = [each.message for each in found if each.code == "business-hours-unclear"]
    assert expected in message


def test_the_page_of_a_handoff_says_whose_hours_count(tmp_path: Path) -> None:
    company = {"business-hours": NEW_YORK, "hours-by": {"place": {"Berlin": BERLIN}}}
    checked = check(handbook(tmp_path, company, **{"hours-of": "place"}))
    site = handbook_site(checked.book, checked.findings)
    (page,) = (page for page in site.pages if page.url == "handoffs/give/")
    html = str(page.body().html)
    assert "Counted in business hours, by" in html
    assert html.index("Europe/Berlin") < html.index("All others") < html.index("America/New_York")
