"""Adopted and clean; then each edit of the real files is found once, and what was not touched never."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from depth import DEEP, part_of
from remit.drift.compare import Asked, drift
from remit.drift.model import Answer, Item
from remit.handbook import Handbook
from remit.reading import open_handbook
from remit.snapshots.files import Given, on_disk
from remit.snapshots.opening import snapshot_of
from running import remit

SETS = {
    "pmm": ("salesforce", "salesforce-pmm", "salesforce"),
    "coral-cloud": ("salesforce", "salesforce-coral-cloud", "salesforce"),
    "deal-pipeline": ("hubspot", "hubspot-deal-pipeline-recorded", "hubspot"),
    "contact-properties": ("hubspot", "hubspot-contact-properties-csv", "hubspot"),
}
EDITS = 30 if DEEP else 8


class Adopted(NamedTuple):
    """A handbook that was adopted from a folder, and the files of that folder."""

    kind: str
    system: str
    book: Handbook
    files: Mapping[str, bytes]

    def items(self, changed: Mapping[str, bytes | None]) -> list[Item]:
        """What is not the same once files are changed; None takes one away."""
        files = {**self.files, **changed}
        texts = {path: text for path, text in files.items() if text is not None}
        snapshot = snapshot_of(self.kind, Given(texts))
        found = drift(self.book, [Asked(self.system, snapshot)]).items
        return [
            each
            for each in found
            if each.answer is not Answer.SAME and each.standing.value != "allowed to differ"
        ]


@pytest.fixture(scope="module", params=sorted(SETS))
def adopted(
    request: pytest.FixtureRequest, real_inputs: Path, tmp_path_factory: pytest.TempPathFactory
) -> Adopted:
    kind, folder, system = SETS[request.param]
    root = tmp_path_factory.mktemp("adopted")
    done = remit("adopt", f"--{kind}", real_inputs / folder, "-C", root)
    assert done.exit_code == 0, done.output
    files = on_disk(real_inputs / folder)
    return Adopted(kind, system, open_handbook(root), {path: files.read(path) for path in files.paths()})


def edits(adopted: Adopted) -> Iterator[tuple[str, str, bytes | None]]:
    """(what, path, text): single places of the files, changed as a person would."""
    for path, content in adopted.files.items():
        text = content.decode()
        if path.endswith(".field-meta.xml") and path.endswith("__c.field-meta.xml"):
            said = re.search(r"<type>(\w+)</type>", text)
            if said and said[1] in (
                "Text",
                "Number",
                "Checkbox",
                "Date",
                "DateTime",
                "Currency",
                "Percent",
                "Lookup",
            ):
                now = "Checkbox" if said[1] != "Checkbox" else "Date"
                yield "type", path, text.replace(said[0], f"<type>{now}</type>", 1).encode()
            for value in re.findall(r"<value>\s*<fullName>([^<]+)</fullName>", text)[:2]:
                yield "renamed value", path, text.replace(f">{value}<", f">{value} now<").encode()
                block = re.search(
                    rf" *<value>\s*<fullName>{re.escape(value)}</fullName>.*?</value>\s*?\n", text, re.S
                )
                assert block
                yield "value gone", path, text.replace(block[0], "", 1).encode()
                double = block[0].replace(f">{value}<", ">Something else entirely<")
                yield "value more", path, text.replace(block[0], block[0] + double, 1).encode()
        elif path.endswith("contact.csv"):
            yield from _of_csv(path, text)
        elif "pipelines" in path:
            yield from _of_pipeline(path, text)


def _of_csv(path: str, text: str) -> Iterator[tuple[str, str, bytes | None]]:
    for line in text.splitlines(keepends=True)[1:]:
        said = re.match(r'"([^"]*)","([^"]*)","(\w+)"', line)
        if not said:
            continue
        now = "bool" if said[3] != "bool" else "date"
        yield "type", path, text.replace(line, line.replace(f',"{said[3]}"', f',"{now}"', 1), 1).encode()
        yield "field gone", path, text.replace(line, "", 1).encode()
        labels = re.findall(r'""label"":""([^"]+)""', line)
        if said[3] == "enumeration" and labels and labels.count(labels[0]) == 1:
            label = f'""label"":""{labels[0]}""'
            changed = line.replace(label, label.replace(labels[0], f"{labels[0]} now"), 1)
            yield "renamed value", path, text.replace(line, changed, 1).encode()


def _of_pipeline(path: str, text: str) -> Iterator[tuple[str, str, bytes | None]]:
    stages = re.findall(
        r' *\{\s*"label": "[^"]+",\s*"displayOrder": \d+,\s*"metadata".*?"active": true\s*\}', text, re.S
    )
    assert len(stages) == 8
    for stage in stages:

        def changed(was: str, now: str, stage: str = stage) -> bytes:
            edited = re.sub(was, now, stage, count=1)
            assert edited != stage
            return text.replace(stage, edited, 1).encode()

        yield "renamed value", path, changed('"label": "([^"]+)"', r'"label": "\1 now"')
        yield "value off", path, changed('"active": true', '"active": false')
        yield "likelihood", path, changed('"probability": "[^"]+"', '"probability": "0.07"')
        more = re.sub('"label": "[^"]+"', '"label": "Something else entirely"', stage)
        more = re.sub('"stageId": "[^"]+"', '"stageId": "4711"', more)
        yield "value more", path, text.replace(stage, f"{stage},\n{more}", 1).encode()
        gone = (
            text.replace(f"{stage},\n", "", 1)
            if f"{stage},\n" in text
            else re.sub(rf",\s*{re.escape(stage)}", "", text)
        )
        yield "value gone", path, gone.encode()
        if '"isClosed": "true"' in stage:
            yield "opened", path, changed('"isClosed": "true"', '"isClosed": "false"')


def test_untouched_files_are_clean(adopted: Adopted) -> None:
    assert adopted.items({}) == []


def test_each_edit_of_the_real_files_is_found_once(adopted: Adopted) -> None:
    every = list(edits(adopted))
    chosen = part_of(every, EDITS, form=lambda each: each[0])
    assert len(chosen) >= EDITS
    for what, path, text in chosen:
        found = adopted.items({path: text})
        assert len(found) == 1, (what, path, [each.message for each in found])
        (item,) = found
        assert item.place is not None, item
        assert item.place.path == path
        expected = {"type": Answer.DIFFERENT, "renamed value": Answer.DIFFERENT, "value gone": Answer.MISSING,
                    "value more": Answer.EXTRA, "field gone": Answer.MISSING, "value off": Answer.DIFFERENT,
                    "likelihood": Answer.DIFFERENT, "opened": Answer.DIFFERENT}  # fmt: skip
        assert item.answer is expected[what], (what, path, item.message)


def test_what_was_adopted_is_drafted_once(real_inputs: Path, tmp_path: Path) -> None:
    folder = real_inputs / "salesforce-pmm"
    first = remit("adopt", "--salesforce", folder, "-C", tmp_path)
    assert "To be answered by people:" in first.stdout
    again = remit("adopt", "--salesforce", folder, "-C", tmp_path)
    assert "nothing was drafted" in again.stdout


def test_a_pipeline_becomes_a_lifecycle_in_its_order(real_inputs: Path, tmp_path: Path) -> None:
    folder = real_inputs / "hubspot-deal-pipeline-recorded"
    shown = remit("adopt", "--hubspot", folder, "-C", tmp_path, "--dry-run")
    assert not (tmp_path / "governance").exists()
    assert "+appointment-scheduled:" in shown.stdout
    assert remit("adopt", "--hubspot", folder, "-C", tmp_path).exit_code == 0
    book = open_handbook(tmp_path)
    stages = sorted(book.all("stage"), key=lambda each: float(each["order"]))
    assert [stages[0].name, stages[-1].name] == ["Appointment Scheduled", "Closed Lost"]
    assert stages[0].get("initial")
    assert {each.id for each in stages if each.get("terminal")} >= {"closed-won", "closed-lost"}
    assert all(each.status == "draft" and not each.get("governs") for each in book.definitions())
    assert remit("check", "-C", tmp_path).exit_code == 0
    done = remit("drift", "-C", tmp_path, "--hubspot", folder)
    assert done.exit_code == 0, done.stdout


def test_a_handbook_that_is_there_keeps_every_byte(real_inputs: Path, tmp_path: Path) -> None:
    governance = tmp_path / "governance"
    governance.mkdir()
    mine = "deal: {name: Deal, summary: What we sell., identity: Its number.}\n"
    (governance / "entities.yaml").write_text(mine)
    assert (
        remit("adopt", "--hubspot", real_inputs / "hubspot-deal-pipeline-recorded", "-C", tmp_path).exit_code
        == 0
    )
    assert (governance / "entities.yaml").read_text() == mine
    assert open_handbook(tmp_path).get("field", "dealstage") is not None
