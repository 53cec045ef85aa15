"""Trees of Salesforce metadata as people have them: other people's, and every oddity in a small one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from remit.diagnostics import RemitError
from remit.snapshots.files import Given, on_disk
from remit.snapshots.model import LiveField, Snapshot, Unknown, ValueSet
from remit.snapshots.salesforce import read
from remit.snapshots.salesforce.layout import SeveralEnvironments

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
NS = 'xmlns="http://soap.sforce.com/2006/04/metadata"'


def tree(files: Mapping[str, str | bytes], **more: str) -> Snapshot:
    texts = {name: text.encode() if isinstance(text, str) else text for name, text in files.items()}
    return read(Given(texts), **more)


def field(name: str, inner: str = "<type>Text</type>") -> str:
    return f"{HEAD}<CustomField {NS}>\n    <fullName>{name}</fullName>\n    {inner}\n</CustomField>\n"


def stages(*names: str) -> str:
    values = "".join(f"<standardValue><fullName>{name}</fullName></standardValue>\n" for name in names)
    return f"{HEAD}<StandardValueSet {NS}>\n{values}</StandardValueSet>\n"


def held(snapshot: Snapshot, object: str, name: str) -> LiveField:
    found = snapshot.field(object, name)
    assert isinstance(found, LiveField), found
    return found


def names(values: object) -> list[str]:
    assert isinstance(values, ValueSet), values
    return [each.name for each in values.values]


# -- other people's --


def test_npsp_holds_three_environments_that_are_named_and_never_merged(real_inputs: Path) -> None:
    files = on_disk(real_inputs / "salesforce-npsp")
    with pytest.raises(SeveralEnvironments) as told:
        read(files)
    assert told.value.names == tuple(f"unpackaged/config/{each}" for each in ("dev", "trial", "trial_tso"))
    counts = {name: len(read(files, environment=name).value_sets["OpportunityStage"].values) for name in (
        "dev", "trial", "unpackaged/config/trial_tso"
    )}  # fmt: skip
    assert list(counts.values()) == [11, 19, 18]


@pytest.mark.parametrize("name", ["dev", "trial", "trial_tso"])
def test_npsp_processes_and_value_sets_agree_once_decoded(real_inputs: Path, name: str) -> None:
    found = read(on_disk(real_inputs / "salesforce-npsp"), environment=name)
    assert found.processes
    assert not [each.message for each in found.notes if "which is no value" in each.message]
    pledged = [each.message for each in found.notes if "Pledged" in each.message]
    says = "`Pledged` of `Opportunity.StageName` is in no process and has no probability"
    assert pledged == ([says] if name == "dev" else [])


def test_pmm_is_read_with_its_line_ends_and_validation_rules(real_inputs: Path) -> None:
    folder = real_inputs / "salesforce-pmm"
    assert any(b"\r\n" in path.read_bytes() for path in folder.rglob("*.xml"))
    found = read(on_disk(folder))
    rules = {each.name for each in found.automations if each.is_check}
    assert len(rules) == len(list(folder.rglob("*.validationRule-meta.xml"))) - 1, "one name on two objects"
    assert len([each for each in found.automations if each.is_check]) == 9
    stage = held(found, "ProgramEngagement__c", "Stage__c")
    assert names(stage.values)[:2] == ["Applied", "Application Denied"]
    assert held(found, "Contact", "AttendanceRate__c").formula.startswith("IF(")


def test_coral_cloud_says_which_package_folders_are_not_there(real_inputs: Path) -> None:
    found = read(on_disk(real_inputs / "salesforce-coral-cloud"))
    (note,) = [each.message for each in found.notes if "package folders" in each.message]
    assert note.startswith("3 of 4 package folders")
    for name in ("cc-site", "cc-employee-app", "cc-service-app"):
        assert f"`{name}`" in note
    assert isinstance(found.field("Opportunity", "StageName"), Unknown), "it has no lifecycle"
    assert isinstance(found.field("Contact", "Nowhere__c"), Unknown), "an absent folder may have it"


# -- every oddity --


def test_both_formats_in_one_tree_are_one_object() -> None:
    found = tree({
        "force-app/main/default/objects/Lead/fields/A__c.field-meta.xml": field("A__c"),
        "src/objects/Lead.object": f"{HEAD}<CustomObject {NS}><fields><fullName>B__c</fullName>"
        f"<type>Date</type></fields><label>Lead</label></CustomObject>",
    })  # fmt: skip
    assert held(found, "Lead", "A__c").types == frozenset({"text", "id"})
    assert held(found, "lead", "b__C").types == frozenset({"date"}), "names do not go by case"


def test_package_folders_are_one_environment_and_what_is_twice_is_named_with_both_files() -> None:
    first, second = (f"{folder}/objects/Lead/fields/A__c.field-meta.xml" for folder in ("one", "two"))
    project = '{"packageDirectories": [{"path": "one"}, {"path": "two"}]}'
    found = tree(
        {first: field("A__c"), second: field("A__c", "<type>Date</type>"), "sfdx-project.json": project}
    )
    (note,) = found.notes
    assert note.place.path == first
    assert [each.path for each in note.also] == [second]
    assert "is there twice" in note.message
    assert held(found, "Lead", "A__c").said == "Text", "the first counts"


def test_a_backup_is_an_environment_of_its_own() -> None:
    path = "objects/Lead/fields/A__c.field-meta.xml"
    files = {
        f"force-app/{path}": field("A__c"),
        f"backup/force-app/{path}": field("A__c", "<type>Date</type>"),
    }
    with pytest.raises(SeveralEnvironments, match="never merged"):
        tree(files)
    assert held(tree(files, environment="backup/force-app"), "Lead", "A__c").said == "Date"
    with pytest.raises(RemitError, match="has no environment `bakup`"):
        tree(files, environment="bakup")


def test_standard_fields_without_a_type_take_theirs_from_the_standard() -> None:
    found = tree({
        "o/objects/Lead/fields/Status.field-meta.xml": field("Status", "<trackHistory>true</trackHistory>"),
        "o/objects/Lead/fields/Odd.field-meta.xml": field("Odd", "<trackHistory>true</trackHistory>"),
        "o/objects/Lead/fields/A__c.field-meta.xml": field("A__c"),
        "o/standardValueSets/LeadStatus.standardValueSet-meta.xml": stages("Open"),
    })  # fmt: skip
    assert names(held(found, "Lead", "Status").values) == ["Open"]
    assert isinstance(held(found, "Lead", "Odd").types, Unknown)
    assert held(found, "Lead", "CreatedDate").types == frozenset({"datetime", "date"})
    assert isinstance(found.field("Lead", "Fax"), Unknown), "what comes with the product need not be listed"
    assert found.field("Lead", "Gone__c") is None, "what the company made would be"


def test_percent_encoded_names_are_read_as_people_see_them() -> None:
    process = (
        "<businessProcesses><fullName>Sales%28EU%29</fullName><values><fullName>A%2FB</fullName></values>"
        "</businessProcesses>"
    )
    found = tree({
        "o/objects/Opportunity.object": f"{HEAD}<CustomObject {NS}>{process}</CustomObject>",
        "o/standardValueSets/OpportunityStage.standardValueSet": stages("A/B"),
    })  # fmt: skip
    assert found.processes[0].name == "Sales(EU)"
    assert not found.notes


WIDE = '<?xml version="1.0" encoding="UTF-16"?>\n'


@pytest.mark.parametrize(
    "content",
    [
        field("A__c", "<label>Größe</label>\n<type>Date</type>").replace(HEAD, WIDE).encode("utf-16"),
        field("A__c", "<label>Größe</label>\n<type>Date</type>").replace(HEAD, WIDE).encode("utf-16-be"),
        b"\xef\xbb\xbf" + field("A__c", "<label>Größe</label>\n<type>Date</type>").encode(),
        field("A__c", "<label>Größe</label>\n<type>Date</type>").replace("\n", "\r\n").encode(),
        field("A__c", "<label>Größe</label>\n<type>Date</type>")
        .replace("UTF-8", "ISO-8859-1")
        .encode("latin-1"),
        field("A__c", '<label>Größe</label>\n<defaultValue xsi:nil="true"/><type>Date</type>')
        .replace(NS, f'{NS} xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"')
        .encode(),
    ],
    ids=["utf-16", "utf-16 without a mark", "utf-8 with a mark", "crlf", "latin-1", "nil"],
)
def test_a_file_is_read_in_any_encoding_with_its_lines(content: bytes) -> None:
    found = held(tree({"o/objects/Lead/fields/A__c.field-meta.xml": content}), "Lead", "A__c")
    assert (found.label, found.said, found.place.line) == ("Größe", "Date", 2)


@pytest.mark.parametrize("path", [".", "", "./o", "o/", "o\\\\"])
def test_package_folders_are_found_however_they_are_written(path: str) -> None:
    project = f'{{"packageDirectories": [{{"path": "{path}"}}]}}'
    found = tree({"o/objects/Lead/fields/A__c.field-meta.xml": field("A__c"), "sfdx-project.json": project})
    assert not found.notes
    assert found.field("Lead", "Gone__c") is None, "nothing is absent that could have it"


def test_a_project_may_lie_below_the_folder_that_is_named() -> None:
    found = tree({
        "repo/a/objects/Lead/fields/A__c.field-meta.xml": field("A__c"),
        "repo/b/objects/Lead/fields/A__c.field-meta.xml": field("A__c"),
        "repo/sfdx-project.json": '{"packageDirectories": [{"path": "a"}, {"path": "b"}, {"path": "c"}]}',
    })  # fmt: skip
    assert ["is there twice" in each.message for each in found.notes] == [False, True], "one environment"
    assert "`repo/c`" in found.notes[0].message


@pytest.mark.parametrize("token", ["%%%NAMESPACE%%%", "___NAMESPACE___", "__NAMESPACE__"])
def test_tokens_in_names_of_files_are_no_part_of_the_name(token: str) -> None:
    found = tree({
        f"o/objects/{token}Thing__c/fields/{token}A__c.field-meta.xml": field(f"{token}A__c"),
        f"o/objects/{token}Thing__c/{token}Thing__c.object-meta.xml": f"{HEAD}<CustomObject {NS}/>",
    })  # fmt: skip
    assert held(found, "Thing__c", "A__c").said == "Text"


@pytest.mark.parametrize(("path", "says"), [("Lead/fields/A__c.field-meta.xml", "name the folder above"),
                                            ("retrieved.zip", "unpack it first")])  # fmt: skip
def test_a_folder_without_metadata_is_no_empty_org(path: str, says: str) -> None:
    with pytest.raises(RemitError, match=says):
        tree({path: field("A__c")})


def test_record_types_say_what_they_offer_and_what_nobody_is_offered() -> None:
    offers = "".join(f"<values><fullName>{name}</fullName></values>" for name in ("A%2FB", "Odd"))
    kind = (
        f"{HEAD}<RecordType {NS}><fullName>Big</fullName><active>{{}}</active>"
        "<businessProcess>Gone</businessProcess>"
        f"<picklistValues><picklist>LeadSource</picklist>{offers}</picklistValues></RecordType>"
    )
    process = f"{HEAD}<BusinessProcess {NS}><fullName>There</fullName></BusinessProcess>"
    files = {
        "o/objects/Lead/recordTypes/Big.recordType-meta.xml": kind.format("true"),
        "o/objects/Lead/businessProcesses/There.businessProcess-meta.xml": process,
        "o/standardValueSets/LeadSource.standardValueSet-meta.xml": stages("A/B", "C"),
    }
    assert sorted(each.message for each in tree(files).notes) == [
        "`C` of `Lead.LeadSource` is offered by no active record type",
        "the record type `Big` offers `Odd`, which is no value of `Lead.LeadSource`",
        "the record type `Lead.Big` goes by the process `Gone`, which is not in the snapshot",
    ]
    files["o/objects/Lead/recordTypes/Big.recordType-meta.xml"] = kind.format("false")
    assert not tree(files).notes, "nobody makes records of an inactive one"


def test_namespace_tokens_and_the_packages_own_namespace_are_the_same_name() -> None:
    found = tree({
        "sfdx-project.json": '{"packageDirectories": [{"path": "o"}], "namespace": "pkg"}',
        "o/objects/Lead/fields/A__c.field-meta.xml": field("%%%NAMESPACE%%%A__c"),
    })  # fmt: skip
    assert held(found, "Lead", "pkg__A__c").name == "A__c"


def test_shared_values_come_from_their_set_and_an_absent_set_is_not_an_empty_one() -> None:
    named = "<valueSet><restricted>true</restricted><valueSetName>{}</valueSetName></valueSet>"
    shared = f"<type>Picklist</type>{named}"
    values = "<customValue><fullName>X</fullName><isActive>false</isActive><label>Ex</label></customValue>"
    found = tree({
        "o/objects/Lead/fields/A__c.field-meta.xml": field("A__c", shared.format("Known")),
        "o/objects/Lead/fields/B__c.field-meta.xml": field("B__c", shared.format("Absent")),
        "o/globalValueSets/Known.globalValueSet-meta.xml": f"{HEAD}<GlobalValueSet>{values}</GlobalValueSet>",
    })  # fmt: skip
    known = held(found, "Lead", "A__c").values
    assert isinstance(known, ValueSet)
    assert known.restricted is True
    assert known.values[0].inactive
    absent = held(found, "Lead", "B__c").values
    assert isinstance(absent, Unknown)
    assert "`Absent` is not in the snapshot" in absent.why


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (field("A__c").encode()[:-20], "unclosed token"),
        (
            b'<!DOCTYPE x [<!ENTITY a "b">]><CustomField><fullName>&a;</fullName></CustomField>',
            "document type",
        ),
        (b"not xml at all", "syntax error"),
        (b"\xff\xfe\x00bad", "syntax error"),
        (b"<html><body>Log in</body></html>", "it holds `html` and not `CustomField`"),
    ],
)
def test_a_file_that_cannot_be_read_cuts_off_what_it_holds_and_nothing_else(
    content: bytes, says: str
) -> None:
    found = tree({
        "o/objects/Lead/fields/A__c.field-meta.xml": content,
        "o/objects/Lead/fields/B__c.field-meta.xml": field("B__c"),
    })  # fmt: skip
    told = found.field("Lead", "A__c")
    assert isinstance(told, Unknown)
    assert "is cut off" in told.why
    assert says in told.why
    assert held(found, "Lead", "B__c").said == "Text"
    assert len(found.notes) == 1


def test_a_flow_says_what_it_reads_and_sets_and_what_cannot_be_followed() -> None:
    flow = f"""{HEAD}<Flow {NS}>
    <variables><name>deal</name><objectType>Opportunity</objectType></variables>
    <start><object>Lead</object><filters><field>Status</field></filters></start>
    <decisions><name>D</name><rules><conditions>
        <leftValueReference>$Record.Score__c</leftValueReference>
    </conditions></rules></decisions>
    <assignments><name>A</name><assignmentItems>
        <assignToReference>deal.StageName</assignToReference><value><stringValue>Won</stringValue></value>
    </assignmentItems></assignments>
    <recordUpdates><name>U</name><inputReference>$Record</inputReference>
        <inputAssignments><field>Status</field><value><stringValue>MQL</stringValue>
        </value></inputAssignments>
    </recordUpdates>
    <formulas><name>F</name><expression>{{!$Record.Industry}} &amp; "x"</expression></formulas>
    <subflows><name>S</name><flowName>Other</flowName></subflows>
    <actionCalls><name>X</name><actionName>Score</actionName><actionType>apex</actionType></actionCalls>
    <oddities><name>O</name></oddities>
    <status>Active</status>
</Flow>
"""
    (found,) = tree({"o/flows/F.flow-meta.xml": flow}).automations
    assert {("Lead", "Status"), ("Lead", "Score__c"), ("Lead", "Industry")} <= set(found.reads)
    assert set(found.sets) == {("Opportunity", "StageName"), ("Lead", "Status")}
    assert found.writes["Lead", "Status"] == {"MQL"}
    assert [words.split(" `")[0] for words, _ in found.opaque] == [
        "it calls another flow", "it calls apex", "it has an element",
    ]  # fmt: skip
    assert found.opaque[0][1].line == 16


def test_assignment_and_workflow_rules_are_automations() -> None:
    assignment = f"""{HEAD}<AssignmentRules {NS}><assignmentRule>
    <fullName>Standard</fullName><active>true</active>
    <ruleEntry><assignedTo>q</assignedTo><criteriaItems><field>Lead.Territory__c</field></criteriaItems></ruleEntry>
    </assignmentRule></AssignmentRules>"""
    workflow = f"""{HEAD}<Workflow {NS}>
    <fieldUpdates><fullName>Stamp</fullName><field>Stamp__c</field><formula>NOW()</formula></fieldUpdates>
    <rules><fullName>R</fullName><active>false</active><formula>ISPICKVAL(Status, "x")</formula>
    <actions><name>Stamp</name><type>FieldUpdate</type></actions>
    <actions><name>Gone</name><type>FieldUpdate</type></actions></rules></Workflow>"""
    found = tree({
        "o/assignmentRules/Lead.assignmentRules-meta.xml": assignment,
        "o/workflows/Lead.workflow-meta.xml": workflow,
    })  # fmt: skip
    standard, rule = sorted(found.automations, key=lambda each: each.name, reverse=True)
    assert set(standard.reads) == {("Lead", "Territory__c")}
    assert set(standard.sets) == {("Lead", "OwnerId")}
    assert rule.active is False
    assert set(rule.sets) == {("Lead", "Stamp__c")}
    assert set(rule.reads) == {("Lead", "Status")}
    assert rule.opaque
