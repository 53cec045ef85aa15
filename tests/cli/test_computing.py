"""`remit compute`: what it prints and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from building import ROOT
from repositories import Repo
from running import remit

RECORDS = """\
id,state,paid-on,note
o1,Paid,2026-07-03,x
o2,Lost,2026-08-03,x
o3,Paid,2026-10-03,x
"""
BASE = {
    "governance/entities.yaml": (
        "order: {name: Order, summary: S., identity: One id., identified-by: order-id}\n"
    ),
    "governance/fields.yaml": "".join(
        f"{id}: {{name: {id}, summary: S., entity: order, type: {type}, "
        f"systems: {{crm: {{object: O, api-name: {id}, sync: truth}}}}}}\n"
        for id, type in (
            ("order-id", "id"),
            ("state", "picklist"),
            ("paid-on", "date"),
            ("spent", "currency"),
        )
    ),
    "governance/systems.yaml": "crm: {name: CRM, summary: S., category: crm}\n",
    "governance/metrics/rate.yaml": """\
name: Rate
summary: How many orders are paid.
definition: Paid among all.
formula: >-
  count(field:order-id where field:state = Paid and field:paid-on in period)
  ÷ count(field:order-id where field:paid-on in period)
unit: percent
direction: higher
grain: quarter
""",
}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    repo = Repo(tmp_path / "book")
    (tmp_path / "records").mkdir()
    (tmp_path / "records" / "order.csv").write_text(RECORDS, encoding="utf-8")
    repo.commit(dict(BASE))
    now = BASE["governance/metrics/rate.yaml"].replace("field:state = Paid and ", "")
    repo.commit({"governance/metrics/rate.yaml": now})
    return tmp_path


def computed(place: Path, *arguments: str) -> str:
    done = remit(
        "compute", *arguments, "-C", place / "book", "--records", place / "records", "--period", "2026-Q3"
    )
    assert done.exit_code == 0, done.output
    return done.stdout


def test_a_metric_is_computed_as_it_is_written_or_as_it_was_on_a_day(place: Path) -> None:
    said = "note: order: `note` is no field; it is not read\nRate, 2026-07-01 to 2026-09-30: "
    assert computed(place, "metric:rate") == f"{said}100 %\n"
    assert computed(place, "rate", "--as-of", "2026-01-01") == f"{said}50 %\n"
    assert computed(place, "--as-of", "2026-01-02") == f"{said}100 %\n"


def test_a_metric_in_words_cannot_be_computed(place: Path) -> None:
    folder = place / "book" / "governance" / "metrics"
    text = "name: NPS\nsummary: S.\ndefinition: Promoters less detractors.\n"
    (folder / "nps.yaml").write_text(text, encoding="utf-8")
    done = remit(
        "compute", "nps", "-C", place / "book", "--records", place / "records", "--period", "2026-Q3"
    )
    assert done.exit_code == 1
    said = "cannot tell: `nps` is defined in words alone: it has no formula\n"
    assert done.stdout.endswith(f"NPS, 2026-07-01 to 2026-09-30: {said}")


def test_it_explains_itself(place: Path) -> None:
    text = computed(place, "rate", "--as-of", "2026-01-01", "--explain")
    assert "    1 of 3 records of order counted: o1\n" in text
    assert "    2 of 3 records of order counted: o1, o2\n" in text


def test_it_is_cut_and_filtered(place: Path) -> None:
    text = computed(place, "rate", "--by", "field:state", "--as-of", "2026-01-01")
    assert text.endswith(":\n  Lost: 0 %\n  Paid: 100 %\n")
    assert computed(place, "rate", "--where", "field:state = Lost").endswith(": 100 %\n")


def test_programs_get_all_digits(place: Path) -> None:
    found = json.loads(computed(place, "rate", "--format", "json", "--explain"))
    [answer] = found["answers"]
    assert (answer["metric"], answer["value"], answer["unit"]) == ("metric:rate", "1", "percent")
    assert [step["counted"] for step in answer["steps"]] == [2]


def test_what_cannot_be_told_ends_with_1_and_says_what_is_missing(place: Path) -> None:
    (place / "records" / "order.csv").write_text("id,state\no1,Paid\n", encoding="utf-8")
    done = remit("compute", "-C", place / "book", "--records", place / "records", "--period", "2026-Q3")
    assert done.exit_code == 1
    assert "cannot tell: the records of `order` have no `paid-on`" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("metric:rte",), "there is no metric `rte` that can be computed; did you mean `metric:rate`?"),
        (("rate", "--by", "stat"), "there is no field `stat`; did you mean `state`?"),
        (("rate", "--where", "field:state == Paid"), "cannot be read: `==` is written `=` here"),
        (("rate", "--period", "last"), "`last` is not a period"),
        (("rate", "--as-of", "2020-01-01"), "nothing was in force on 2020-01-01"),
        (("rate", "--records", "nowhere"), "the records cannot be read"),
    ],
)
def test_what_was_asked_wrongly_ends_with_2_and_says_what_to_write(
    place: Path, arguments: tuple[str, ...], message: str
) -> None:
    given = [] if "--records" in arguments else ["--records", str(place / "records")]
    given += [] if "--period" in arguments else ["--period", "2026-Q3"]
    done = remit("compute", *arguments, *given, "-C", place / "book")
    assert done.exit_code == 2
    assert message in done.stderr


def test_records_of_the_starter_are_asked_for_by_name(tmp_path: Path) -> None:
    (tmp_path / "opportunity.csv").write_text("id\n", encoding="utf-8")
    done = remit("compute", "metric:cac", "-C", ROOT, "--records", tmp_path, "--period", "2026-Q3")
    assert done.exit_code == 1
    assert "cannot tell: there are no records of `spend`" in done.stdout
