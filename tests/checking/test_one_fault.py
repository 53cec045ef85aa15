"""One fault is one finding, wherever it shows; each of its places is named in every format."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from building import ROOT
from remit.checking import check
from remit.reports.findings import FORMATS


def edited(path: str, old: str, new: str) -> Callable[[Path], object]:
    def edit(root: Path) -> None:
        text = (root / path).read_text(encoding="utf-8")
        assert old in text
        (root / path).write_text(text.replace(old, new, 1), encoding="utf-8")

    return edit


def deleted(path: str) -> Callable[[Path], object]:
    return lambda root: (root / path).unlink()


def moved(path: str, to: str) -> Callable[[Path], object]:
    return lambda root: shutil.move(root / path, root / to)


ENDS = "status: deprecated\ndeprecated: {on: 2030-01-01}\n"
METRIC = "governance/metrics/win-rate.yaml"
# What is done → the code of the one finding, where it stands, and how many other places there are at least.
FAULTS: dict[str, tuple[Callable[[Path], object], str, str, int]] = {
    "a metric is deprecated without a date": (
        edited(METRIC, "name: Win rate\n", "name: Win rate\nstatus: deprecated\n"),
        "deprecated-without-date", METRIC, 0,
    ),
    "a function is deprecated without a date": (
        edited("governance/functions.yaml", "\nsales-ops:\n", "\nsales-ops:\n  status: deprecated\n"),
        "deprecated-without-date", "governance/functions.yaml", 0,
    ),
    "a metric is deprecated with a date": (
        edited(METRIC, "name: Win rate\n", f"name: Win rate\n{ENDS}"),
        "deprecated-in-use", "governance/dashboards.yaml", 10,
    ),
    "a metric lies with the stages": (
        moved(METRIC, "governance/stages/win-rate.yaml"),
        "wrong-folder", "governance/stages/win-rate.yaml", 0,
    ),
    "a metric in use is deleted": (deleted(METRIC), "wrong-kind", "governance/dashboards.yaml", 10),
    "a stage in use is deleted": (
        deleted("governance/stages/churned.yaml"), "dangling-reference", "governance/functions.yaml", 3,
    ),
}  # fmt: skip


def broken(root: Path, act: Callable[[Path], object]) -> Path:
    shutil.copytree(ROOT / "governance", root / "governance")
    act(root)
    return root


@pytest.mark.parametrize("fault", FAULTS)
def test_one_fault_is_one_finding(fault: str, tmp_path: Path) -> None:
    act, code, path, uses = FAULTS[fault]
    (found,) = check(broken(tmp_path, act)).findings
    assert (found.code, found.location.path) == (code, path)
    assert len(found.uses) >= uses


def test_a_stage_without_its_next_is_the_only_finding(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "governance", tmp_path / "governance")
    stage = tmp_path / "governance" / "stages" / "closed-won.yaml"
    head, _, rest = stage.read_text(encoding="utf-8").partition("\nnext:\n")
    lines = rest.split("\n")
    after = next((number for number, line in enumerate(lines) if not line.startswith(" ")), len(lines))
    stage.write_text(head + "\n" + "\n".join(lines[after:]), encoding="utf-8")
    assert [found.code for found in check(tmp_path).findings] == ["stage-dead-end"]


def test_every_place_is_named_in_every_format(tmp_path: Path) -> None:
    checked = check(broken(tmp_path, deleted(METRIC)))
    (found,) = checked.findings
    places = [found.location, *found.uses]
    said = {form: make(checked) for form, make in FORMATS.items()}
    (result,) = json.loads(said["sarif"])["runs"][0]["results"]
    regions = [
        each["physicalLocation"]["region"] for each in (*result["locations"], *result["relatedLocations"])
    ]
    assert [(each["startLine"], each["startColumn"]) for each in regions] == [
        (place.line, place.column) for place in (*places, *(other.location for other in found.related))
    ]
    issues = json.loads(said["gitlab"])
    assert [(each["location"]["path"], each["location"]["lines"]["begin"]) for each in issues] == [
        (place.path, place.line) for place in places
    ]
    for place in places:
        assert f"{place}" in said["junit"]
        assert f"`{place.path}:{place.line}`" in said["markdown"]
        assert f"{place}" in said["text"]
        assert f"{place}: error {found.code}: " in said["line"]
        assert f"file={place.path},line={place.line},col={place.column}," in said["github"]
    told = json.loads(said["json"])["findings"]
    assert len(told) == 1
    assert len(told[0]["uses"]) == len(found.uses)
    assert "\n1 error in " in said["text"]


def test_what_is_waived_for_one_place_is_still_told_of_the_others(tmp_path: Path) -> None:
    root = broken(tmp_path, FAULTS["a metric is deprecated with a date"][0])
    before = check(root).findings[0]
    own = root / "governance" / "handbook.yaml"
    subject = before.subject
    waiver = (
        f"\nwaivers:\n  late:\n    rule: deprecated-in-use\n    definition: {subject}\n    reason: It ends.\n"
        "    until: 2030-01-01\n    approved-by: head-of-revops\n"
    )
    text = own.read_text(encoding="utf-8")
    assert text.count("\nwaivers:\n") == 1
    own.write_text(text.replace("\nwaivers:\n", waiver), encoding="utf-8")
    after = [found for found in check(root).findings if found.code == "deprecated-in-use"]
    assert len(after) == 1
    assert after[0].subject != subject
    assert len(after[0].uses) < len(before.uses)


@pytest.mark.parametrize("inputs", ["", "inputs: [metric:two]\n"])
def test_a_circle_is_told_at_the_reference_that_makes_it(inputs: str, tmp_path: Path) -> None:
    metric = (
        "name: {0}\nsummary: One.\ndefinition: One.\nformula: {1}\n"
        "unit: count\ndirection: higher\ngrain: day\n"
    )
    folder = tmp_path / "governance" / "metrics"
    folder.mkdir(parents=True)
    formula = "1 + 1" if inputs else "metric:two"
    (folder / "one.yaml").write_text(metric.format("One", formula) + inputs, encoding="utf-8")
    (folder / "two.yaml").write_text(metric.format("Two", "metric:one"), encoding="utf-8")
    (found,) = [each for each in check(tmp_path).findings if each.code == "metric-cycle"]
    line = 8 if inputs else 4
    assert (found.location.path, found.location.line) == ("governance/metrics/one.yaml", line)
