"""Help texts in the systems' own files: nothing else of a file changes, and a second run changes nothing."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from defusedxml import ElementTree

import org_files
from building import starter
from running import remit

LIMITS = {"description": 1000, "inlineHelpText": 510}


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def changed_lines(before: bytes, after: bytes) -> Iterator[str]:
    """The lines that came and those that went, by a comparison of the lines alone."""
    was, now = before.decode().splitlines(keepends=True), after.decode().splitlines(keepends=True)
    at = 0
    for line in now:
        if at < len(was) and line == was[at]:
            at += 1
        else:
            yield line
    assert at == len(was), "no line of before is lost"


def test_values_of_a_shared_set_say_what_all_its_fields_say_alike(tmp_path: Path) -> None:
    named = "<type>Picklist</type><valueSet><valueSetName>Size</valueSetName></valueSet>"
    values = "".join(
        f"    <customValue>\n        <fullName>{name}</fullName>\n        <default>false</default>\n"
        f"        <label>{name}</label>\n    </customValue>\n"
        for name in ("Big", "Small")
    )
    org_files.write(
        {
            f"o/objects/Lead/fields/{name}__c.field-meta.xml": f"{org_files.HEAD}<CustomField {org_files.NS}>"
            f"<fullName>{name}__c</fullName>{named}</CustomField>\n"
            for name in ("A", "B")
        }
        | {
            "o/globalValueSets/Size.globalValueSet-meta.xml": (
                f"{org_files.HEAD}<GlobalValueSet {org_files.NS}>\n{values}</GlobalValueSet>\n"
            )
        },
        tmp_path / "org",
    )
    fields = "".join(
        f"{name}:\n  name: {name}\n  summary: Size.\n  entity: lead\n  type: picklist\n"
        f"  values: {{Big: Over a hundred people., Small: {small}}}\n"
        f"  systems:\n    crm: {{object: Lead, api-name: {name.upper()}__c, sync: truth}}\n"
        for name, small in (("a", "Up to a hundred."), ("b", "Ten."))
    )
    org_files.write(
        {
            "fields.yaml": fields,
            "entities.yaml": "lead: {name: Lead, summary: A person., identity: Its mail address.}\n",
            "systems.yaml": "crm: {name: CRM, summary: It., category: crm, product: Salesforce}\n",
        },
        tmp_path / "governance",
    )
    command = ("export", "help-text", "--salesforce", tmp_path / "org", "-C", tmp_path, "--write")
    done = remit(*command)
    assert done.exit_code == 0, done.output
    path = tmp_path / "org" / "o" / "globalValueSets" / "Size.globalValueSet-meta.xml"
    text = path.read_text()
    assert "<default>false</default>\n        <description>Over a hundred people.</description>\n" in text
    assert text.count("<description>") == 1, "two fields say two things of the other value"
    remit(*command)
    assert path.read_text() == text


@pytest.fixture
def adopted_npsp(real_inputs: Path, tmp_path: Path) -> tuple[Path, Path]:
    """A handbook adopted from a copy of NPSP, in which each field says something of its own."""
    source = tmp_path / "npsp"
    shutil.copytree(real_inputs / "salesforce-npsp", source, copy_function=shutil.copyfile)
    root = tmp_path / "handbook"
    root.mkdir()
    assert remit("adopt", "--salesforce", source, "--environment", "dev", "-C", root).exit_code == 0
    fields = root / "governance" / "fields.yaml"
    fields.write_text(
        re.sub(
            r"(?m)^  summary:.*(?:\n    .*)*$", "  summary: Says <what> & why it is kept.", fields.read_text()
        )
    )
    return root, source


def test_only_description_and_help_lines_of_npsp_change(adopted_npsp: tuple[Path, Path]) -> None:
    root, source = adopted_npsp
    before = files_of(source)
    command = ("export", "help-text", "--salesforce", source, "-C", root)
    patch = remit(*command)
    assert patch.exit_code == 0
    assert files_of(source) == before, "a patch writes nothing"
    added = [line[1:].strip() for line in patch.stdout.splitlines() if re.match(r"\+(?!\+\+)", line)]
    assert added
    assert not [line for line in patch.stdout.splitlines() if re.match(r"-(?!--)", line)], (
        "nothing is replaced"
    )
    assert all(re.match(r"<(description|inlineHelpText)>", line) for line in added)
    done = remit(*command, "--write")
    assert f"{len(added)} texts written" in done.stderr
    assert "kept: description of Opportunity.Closed_Lost_Reason__c" in done.stderr
    after = files_of(source)
    assert after.keys() == before.keys()
    for path in before:
        if before[path] != after[path]:
            ElementTree.fromstring(after[path])
            for line in changed_lines(before[path], after[path]):
                assert re.fullmatch(r"\s*<(description|inlineHelpText)>.*</\1>\r?\n", line), line
    assert remit(*command).stdout == "", "a second run changes nothing"


def test_other_texts_are_replaced_only_when_told_and_shown(adopted_npsp: tuple[Path, Path]) -> None:
    root, source = adopted_npsp
    command = ("export", "help-text", "--salesforce", source, "-C", root, "--overwrite")
    done = remit(*command, "--write")
    assert "over another text: description of Opportunity.Closed_Lost_Reason__c" in done.stderr
    for path in source.rglob("*__c.field-meta.xml"):
        tree = ElementTree.fromstring(path.read_bytes())
        for tag, longest in LIMITS.items():
            found = tree.findall(f"{{*}}{tag}")
            assert len(found) <= 1
            assert all(len(each.text or "") <= longest for each in found)
    assert remit(*command).stdout == ""


def test_the_starter_fills_both_formats_and_values_with_owner_and_link(tmp_path: Path, root: Path) -> None:
    org_files.write(org_files.org(starter()), tmp_path)
    command = ("export", "help-text", "--salesforce", tmp_path, "-C", root)
    assert remit(*command, "--write").exit_code == 0
    score = (tmp_path / "force-app/main/default/objects/Lead/fields/Lead_Score__c.field-meta.xml").read_text()
    assert "At 65 points the person becomes an MQL" in score
    assert (
        "Governed by RevOps. https://github.com/northlake/revenue-handbook/blob/main/governance/fields.yaml"
        in score
    )
    opportunity = (tmp_path / "src/objects/Opportunity.object").read_text()
    assert "<inlineHelpText>" in opportunity
    status = (tmp_path / "src/standardValueSets/LeadStatus.standardValueSet").read_text()
    assert "<description>Sales has taken the lead within the SLA.</description>" in status
    for path in tmp_path.rglob("*"):
        if path.suffix in (".xml", ".object", ".standardValueSet"):
            ElementTree.fromstring(path.read_bytes())
    assert remit(*command).stdout == ""
    again = remit("drift", "-C", root, "--salesforce", tmp_path, "--format", "line")
    assert not [line for line in again.stdout.splitlines() if "live-unknown" not in line]


FIELD = """
tier: {name: Tier, summary: How large they are., entity: deal, type: text,
  systems: {hubspot: {object: Deal, api-name: tier, sync: truth}}, governs: {revops: {}}}
"""


def small(folder: Path, **files: str) -> Path:
    texts = {
        "functions": "revops: {name: RevOps, summary: It governs.}\n",
        "entities": "deal: {name: Deal, summary: S., identity: I.}\n",
        "systems": "hubspot: {name: H, summary: S., category: crm, product: HubSpot}\n"
        "dbt: {name: D, summary: S., category: warehouse, product: dbt}\n",
        **files,
    }
    (folder / "governance").mkdir()
    for name, text in texts.items():
        (folder / "governance" / f"{name}.yaml").write_text(text)
    return folder


def test_hubspot_properties_get_their_description(tmp_path: Path) -> None:
    root = small(tmp_path, fields=FIELD)
    option = {"label": "A", "value": "a", "description": ""}
    tier = {"name": "tier", "label": "Tier", "type": "string", "options": [option], "description": ""}
    other = {"name": "other", "label": "O", "type": "string", "description": ""}
    path = tmp_path / "org" / "properties-deals.json"
    path.parent.mkdir()
    path.write_text(json.dumps({"results": [other, tier]}, indent=2))
    command = ("export", "help-text", "--hubspot", tmp_path / "org", "-C", root)
    assert remit(*command, "--write").exit_code == 0
    now = json.loads(path.read_text())["results"]
    assert now == [other, {**tier, "description": "How large they are. Governed by RevOps."}]
    assert remit(*command).stdout == ""


def test_dbt_metrics_get_their_description_beside_their_name(tmp_path: Path) -> None:
    metric = (
        "win-rate: {name: Win rate, summary: 'Won: of all.', definition: D., systems: [dbt], "
        "governs: {revops: {}}}\n"
    )
    root = small(tmp_path, metrics=metric)
    path = tmp_path / "org" / "models" / "m.yml"
    path.parent.mkdir(parents=True)
    one, two = "  - name: win_rate  # ours\r\n    type: simple\r\n", "  - name: other\r\n    type: simple\r\n"
    before = f"metrics:\r\n{one}{two}"
    path.write_bytes(before.encode())
    command = ("export", "help-text", "--dbt", tmp_path / "org", "-C", root)
    assert remit(*command, "--write").exit_code == 0
    said = "    description: 'Won: of all. Governed by RevOps.'\r\n"
    assert path.read_bytes().decode() == before.replace("# ours\r\n", f"# ours\r\n{said}")
    assert remit(*command).stdout == ""
