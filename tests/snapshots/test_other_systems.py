"""HubSpot's answers and exports, dbt's manifests, and lists through a mapping."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from remit.diagnostics import RemitError
from remit.snapshots.files import Given, on_disk
from remit.snapshots.model import LiveField, Snapshot, Unknown, ValueSet
from remit.snapshots.opening import snapshot_of


def opened(kind: str, files: Mapping[str, object], **more: str) -> Snapshot:
    """A snapshot of files that are given as texts, or as what is to be JSON."""
    texts = {
        name: said
        if isinstance(said, bytes)
        else (said if isinstance(said, str) else json.dumps(said, indent=1)).encode()
        for name, said in files.items()
    }
    return snapshot_of(kind, Given(texts), **more)


def held(snapshot: Snapshot, object: str, name: str) -> LiveField:
    found = snapshot.field(object, name)
    assert isinstance(found, LiveField), found
    return found


def values(field: LiveField) -> list[tuple[str, str]]:
    assert isinstance(field.values, ValueSet), field.values
    return [(each.name, each.label) for each in field.values.values]


# -- HubSpot --

PROPERTY = {"name": "tier", "label": "Tier", "type": "enumeration", "fieldType": "select", "groupName": "g"}
OPTIONS = [
    {"label": "Two", "value": "2", "displayOrder": 1, "hidden": True},
    {"label": "One", "value": "1", "displayOrder": 0, "hidden": False},
]
STAGES = [
    {"id": "b", "label": "Won", "displayOrder": 1, "metadata": {"isClosed": "true", "probability": "1.0"}},
    {"id": "a", "label": "New", "displayOrder": 0, "metadata": {"isClosed": "false", "probability": "0.2"}},
]


def test_the_export_of_the_screen_is_read_whole(real_inputs: Path) -> None:
    found = snapshot_of("hubspot", on_disk(real_inputs / "hubspot-contact-properties-csv"))
    contact = found.object("contacts")
    assert contact is not None
    assert len(contact.fields) == 171
    bad = held(found, "Contact", "hs_email_bad_address")
    assert bad.types == frozenset({"boolean"})
    assert bad.place.line > 1


GERMAN = (
    "Name;Interner Name;Typ;Beschreibung;Gruppenname;Formularfeld;Optionen\r\n"
    'Größe;company_size;enumeration;"Mitarbeiter; geschätzt";g;true;'
    '"[{""label"":""Groß"",""value"":""big""},{""label"":""Klein"",""value"":""small""}]"\r\n'
    'Notiz;note;string;"zwei\r\nZeilen";g;true;\r\nOrt;town;string;;g;true;\r\n'
)


@pytest.mark.parametrize(
    "content",
    [
        GERMAN.encode(),
        GERMAN.encode("utf-8-sig"),
        GERMAN.encode("cp1252"),
        GERMAN.replace(";", "\t").encode("utf-16"),
        GERMAN.replace("Interner Name", "Internal name")
        .replace("Typ", "Type")
        .replace("Optionen", "Options")
        .encode(),
    ],
    ids=["utf-8", "with a mark", "of windows", "utf-16 with tabs", "english names"],
)
def test_the_export_of_the_screen_is_read_in_any_language_and_with_any_separator(content: bytes) -> None:
    found = opened("hubspot", {"hubspot/companies.csv": content})
    size = held(found, "company", "company_size")
    assert size.label == "Größe"
    assert [label for _, label in values(size)] == ["Groß", "Klein"]
    assert [held(found, "company", name).place.line for name in ("company_size", "note", "town")] == [2, 3, 5]


def test_a_table_of_anything_else_is_said_and_not_read() -> None:
    found = opened(
        "hubspot", {"contacts.csv": "Email,First name\na@b.c,Ada\n", "properties-deals.json": [PROPERTY]}
    )
    assert ["no export of properties" in each.message for each in found.notes] == [True]


def test_groups_and_schemas_hold_properties_of_their_objects() -> None:
    inner = {**PROPERTY, "options": OPTIONS}
    groups = [{"name": "g", "displayName": "Group", "properties": [inner]}]
    schemas = {"results": [{"name": "shipment", "labels": {"singular": "Shipment"}, "properties": [inner]}]}
    found = opened("hubspot", {"groups-contacts.json": groups, "schemas.json": schemas})
    assert values(held(found, "contact", "tier")) == values(held(found, "shipment", "tier"))


def test_the_oldest_pipelines_have_probabilities_beside_their_stages() -> None:
    stages = [
        {
            "stageId": "x",
            "label": "Open",
            "probability": 0.4,
            "active": True,
            "displayOrder": 0,
            "closedWon": False,
        },
        {
            "stageId": "y",
            "label": "Won",
            "probability": 1.0,
            "active": True,
            "displayOrder": 1,
            "closedWon": True,
        },
        {
            "stageId": "z",
            "label": "Lost",
            "probability": 0.0,
            "active": True,
            "displayOrder": 2,
            "closedWon": False,
        },
    ]
    found = opened("hubspot", {"deals-pipelines.json": [{"pipelineId": "d", "label": "D", "stages": stages}]})
    stage = held(found, "deal", "dealstage").values
    assert isinstance(stage, ValueSet)
    assert [(each.probability, each.closed, each.won) for each in stage.values] == [
        (40, False, False), (100, True, True), (0, True, False),
    ]  # fmt: skip


def test_a_recorded_answer_of_the_legacy_pipelines_is_read_in_its_order(real_inputs: Path) -> None:
    found = snapshot_of("hubspot", on_disk(real_inputs / "hubspot-deal-pipeline-recorded"))
    stage = held(found, "deals", "dealstage")
    assert values(stage)[0] == ("appointmentscheduled", "Appointment Scheduled")
    assert values(stage)[-1] == ("closedlost", "Closed Lost")
    assert isinstance(stage.values, ValueSet)
    last = stage.values.values[-1]
    assert (last.closed, last.won, last.probability) == (True, False, 0)
    assert isinstance(found.field("deals", "amount"), Unknown), "there are no properties"


@pytest.mark.parametrize(
    "shape", [{"results": [{**PROPERTY, "options": OPTIONS}]}, [{**PROPERTY, "options": OPTIONS}]]
)
def test_properties_of_the_api_have_options_in_the_order_of_the_screen(shape: object) -> None:
    tier = held(opened("hubspot", {"properties-companies.json": shape}), "Company", "tier")
    assert values(tier) == [("1", "One"), ("2", "Two")]
    assert isinstance(tier.values, ValueSet)
    assert [each.inactive for each in tier.values.values] == [False, True]
    assert tier.types == frozenset({"picklist"})
    assert [each.place.line for each in tier.values.values] == sorted(
        (each.place.line for each in tier.values.values), reverse=True
    )


def test_pipelines_become_the_values_of_the_stage_and_one_process_each() -> None:
    pipelines = [
        {"id": str(n), "label": f"P{n}", "displayOrder": n, "stages": STAGES, "archived": n == 2}
        for n in (2, 1)
    ]
    found = opened("hubspot", {"pipelines-deals.json": {"results": pipelines}})
    assert [each.name for each in found.processes] == ["P1", "P2"]
    stage = held(found, "deal", "dealstage")
    assert values(stage)[:2] == [("a", "New"), ("b", "Won")]
    assert isinstance(stage.values, ValueSet)
    assert [each.inactive for each in stage.values.values] == [False, False, True, True]


def test_workflows_have_names_alone() -> None:
    (found,) = opened(
        "hubspot", {"workflows.json": {"workflows": [{"id": 1, "name": "Route", "enabled": False}]}}
    ).automations
    assert (found.name, found.active, found.follows) == ("Route", False, False)


def test_a_first_page_and_an_error_are_cut_and_never_all_there_is() -> None:
    page = {"results": [{**PROPERTY, "options": OPTIONS}], "paging": {"next": {"after": "1"}}}
    error = {"status": "error", "message": "This app hasn't been granted all required scopes"}
    found = opened(
        "hubspot", {"properties-deals.json": page, "properties-contacts.json": error, "workflows.json": error}
    )
    assert isinstance(found.field("deal", "other"), Unknown)
    assert held(found, "deal", "tier").name == "tier"
    told = found.field("contact", "email")
    assert isinstance(told, Unknown)
    assert "scopes" in told.why
    assert "automations" in found.cut
    assert len(found.notes) == 3


def test_a_folder_of_something_else_says_what_is_wanted() -> None:
    with pytest.raises(RemitError, match="no properties, pipelines or workflows"):
        opened("hubspot", {"x.txt": "x"})


# -- dbt --


def manifest(version: int = 12, **parts: object) -> dict[str, object]:
    head = {
        "dbt_schema_version": f"https://schemas.getdbt.com/dbt/manifest/v{version}.json",
        "generated_at": "2026-11-23T01:00",
    }
    return {"metadata": head, **parts}


METRICS = {
    "metric.p.won": {
        "name": "won", "label": "Deals won", "type": "simple", "group": "rev",
        "meta": {"remit": "metric:new-business-won"},
        "depends_on": {"nodes": ["semantic_model.p.deals"]},
    },
    "metric.p.rate": {"name": "rate", "type": "ratio", "depends_on": {"nodes": ["metric.p.won"]}},
}  # fmt: skip
PARTS = {
    "metrics": METRICS,
    "semantic_models": {"semantic_model.p.deals": {"name": "deals", "node_relation": {"alias": "fct_deal"}}},
    "groups": {"group.p.rev": {"name": "rev", "owner": {"name": "RevOps", "email": "r@x.example"}}},
    "exposures": {
        "exposure.p.board": {
            "name": "board", "label": "Board", "type": "dashboard", "owner": {"name": "Ada"},
            "depends_on": {"nodes": ["metric.p.won"]},
        },
        "exposure.p.app": {"name": "app", "type": "application"},
    },
    "nodes": {
        "model.p.fct_deal": {
            "name": "fct_deal",
            "columns": {"stage": {"name": "stage", "data_type": "varchar"}, "odd": {"name": "odd"}},
        },
        "test.p.accepted": {
            "test_metadata": {
                "name": "accepted_values", "kwargs": {"values": ["New", "Won"], "column_name": "stage"},
            },
            "attached_node": "model.p.fct_deal", "column_name": "stage",
        },
    },
}  # fmt: skip


@pytest.mark.parametrize("version", [10, 11, 12])
def test_a_manifest_has_metrics_owners_dashboards_columns_and_accepted_values(version: int) -> None:
    found = opened("dbt", {"target/manifest.json": manifest(version, **PARTS)})
    assert found.day == "2026-11-23"
    rate, won = found.metrics
    assert (won.owner, won.sources, rate.sources) == (
        "RevOps",
        frozenset({"fct_deal"}),
        frozenset({"fct_deal"}),
    )
    assert "new-business-won" in won.names
    (board,) = found.dashboards
    assert (board.owner, board.metrics) == ("Ada", frozenset({"won"}))
    stage = held(found, "FCT_DEAL", "stage")
    assert values(stage) == [("New", ""), ("Won", "")]
    assert isinstance(stage.types, frozenset)
    assert "picklist" in stage.types
    assert isinstance(held(found, "fct_deal", "odd").values, Unknown)
    assert isinstance(found.field("fct_deal", "other"), Unknown), "only documented columns are there"


def test_other_versions_are_refused_or_said() -> None:
    with pytest.raises(RemitError, match="versions 10 to 12"):
        opened("dbt", {"manifest.json": manifest(9)})
    assert "newer" in opened("dbt", {"manifest.json": manifest(13)}).notes[0].message
    with pytest.raises(RemitError, match="no manifest"):
        opened("dbt", {"manifest.json": {}})


def test_a_real_manifest_without_metrics_cannot_tell_of_any(real_inputs: Path) -> None:
    path = real_inputs / "dbt-manifest-fivetran-salesforce" / "docs" / "manifest.json"
    found = snapshot_of("dbt", on_disk(path))
    assert "metrics" in found.cut
    assert len(found.objects) > 40


# -- any list --

MAPPING = """
lists:
  boards:
    file: boards.csv
    of: dashboards
    columns: {name: Title, owner: Owner, metrics: Shows}
  fields:
    file: crm.json
    items: data.fields
    of: fields
    fixed: {object: Deal}
    columns: {name: key, type: kind, values: options}
    types: {dropdown: picklist}
"""
BOARDS = 'Title,Owner,Shows\nBoard,Ada,"won; rate"\n"Two\nlines",Bo,\n'
CRM = {"data": {"fields": [{"key": "stage", "kind": "dropdown", "options": ["New", "Won"]}]}}


def test_lists_are_read_through_a_mapping() -> None:
    found = opened("map", {"map.yaml": MAPPING, "boards.csv": BOARDS, "crm.json": CRM})
    board, other = found.dashboards
    assert board.metrics == frozenset({"won", "rate"})
    assert [str(each.place) for each in (board, other)] == ["boards.csv:2:1", "boards.csv:3:1"]
    stage = held(found, "deal", "stage")
    assert values(stage) == [("New", ""), ("Won", "")]
    assert stage.types == frozenset({"picklist"})
    assert found.field("Deal", "other") is None, "a list is whole"


@pytest.mark.parametrize("before", ["", "sep=;\n"])
def test_a_list_of_a_spreadsheet_has_other_separators(before: str) -> None:
    boards = before + BOARDS.replace(",", "|").replace(";", ",").replace("|", ";")
    mapping = MAPPING.replace("metrics: Shows}", 'metrics: Shows}\n    split: ","')
    found = opened("map", {"map.yaml": mapping, "boards.csv": boards, "crm.json": CRM})
    assert [each.name for each in found.dashboards] == ["Board", "Two\nlines"]
    assert found.dashboards[0].metrics == frozenset({"won", "rate"})
    assert found.dashboards[0].place.line == (3 if before else 2)


@pytest.mark.parametrize(
    ("was", "now", "says"),
    [
        ("of: dashboards", "of: dashboard", "did you mean `dashboards`"),
        ("name: Title", "name: Titel", "there is no column `Titel`; did you mean `Title`"),
        ("name: Title, ", "", "does not say which column is the `name`"),
        ("owner: Owner", "onwer: Owner", "did you mean `owner`"),
        ("items: data.fields", "items: data", "has no list at `data`"),
        ("file: boards.csv", "file: ../boards.csv", "beside the mapping or below"),
        ("lists:", "lsts:", "names no list"),
    ],
)  # fmt: skip
def test_a_mapping_that_is_wrong_says_what_to_write(was: str, now: str, says: str) -> None:
    assert was in MAPPING
    with pytest.raises(RemitError, match=says):
        opened("map", {"map.yaml": MAPPING.replace(was, now), "boards.csv": BOARDS, "crm.json": CRM})


PAIR = {"properties-deals.json": [{**PROPERTY, "options": OPTIONS}]}
ODD: dict[str, tuple[str, dict[str, object]]] = {
    "paging of another shape": (
        "hubspot", {"properties-deals.json": {"results": PAIR["properties-deals.json"], "paging": "x"}},
    ),
    "json in utf-16": (
        "hubspot", {"properties-deals.json": json.dumps(PAIR["properties-deals.json"]).encode("utf-16")},
    ),
    "a login page": ("hubspot", {**PAIR, "workflows.json": "<html>"}),
    "no options": ("hubspot", {"properties-deals.json": [{**PROPERTY, "options": None}]}),
    "no stages": ("hubspot", {"pipelines-deals.json": {"results": [{"label": "P", "stages": None}]}}),
    "an endless list": ("hubspot", {**PAIR, "properties-contacts.json": "[" * 100_000}),
    "metrics that are nothing": (
        "dbt", {"manifest.json": {**manifest(12), "metrics": {"metric.p.a": None}, "exposures": {"e": {}}}},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ODD)
def test_odd_answers_are_read_as_far_as_they_say_something(name: str) -> None:
    kind, files = ODD[name]
    found = opened(kind, files)
    if kind == "hubspot" and "options" not in name and "stages" not in name:
        assert [label for _, label in values(held(found, "deal", "tier"))] == ["One", "Two"]


@pytest.mark.parametrize(
    "columns", ["columns: [x]", "columns: {object: Title, name: [Owner]}", "types: [1]", "fixed: {object: 3}"]
)
def test_a_mapping_of_another_shape_is_said(columns: str) -> None:
    mapping = f"lists:\n  a:\n    file: a.csv\n    of: fields\n    {columns}\n"
    with pytest.raises(RemitError, match="wants names with a text each"):
        opened("map", {"map.yaml": mapping, "a.csv": BOARDS})
