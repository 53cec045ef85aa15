"""The starter's CRM as Salesforce exports it, written from the handbook and by no code that reads exports.

Half of the objects stand in the metadata format, half in the source format, as in real repositories.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape

from remit.handbook import Definition, Handbook

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
NS = 'xmlns="http://soap.sforce.com/2006/04/metadata"'
TYPES = {
    "text": "LongTextArea", "picklist": "Picklist", "multi-picklist": "MultiselectPicklist",
    "number": "Number", "currency": "Currency", "percent": "Percent", "date": "Date",
    "datetime": "DateTime", "boolean": "Checkbox", "reference": "Lookup", "id": "Text",
}  # fmt: skip
IN_METADATA_FORMAT = {"Account", "Opportunity", "Handoff__c"}
STANDARD_SETS = {
    "Lead.Status": "LeadStatus", "Lead.LeadSource": "LeadSource", "Lead.Industry": "Industry",
    "Opportunity.StageName": "OpportunityStage", "Opportunity.Type": "OpportunityType",
    "Opportunity.ForecastCategoryName": "ForecastCategoryName", "Campaign.Type": "CampaignType",
    "OpportunityContactRole.Role": "ContactRole",
}  # fmt: skip
# objects that nobody can customise have no metadata
NOT_EXPORTED = {"OpportunityHistory", "ForecastingQuota"}
CATEGORIES = {"Best case": "BestCase", "Commit": "Forecast"}


def org(book: Handbook, system: str = "crm") -> dict[str, str]:
    """Path → text of every file that says what the handbook says of one system."""
    files: dict[str, str] = {"sfdx-project.json": '{"packageDirectories": [{"path": "force-app"}]}\n'}
    objects: dict[str, list[Definition]] = {}
    for each in book.all("field"):
        place = each["systems"].get(system)
        if place and place["object"] not in NOT_EXPORTED:
            objects.setdefault(place["object"], []).append(each)
    for object, fields in sorted(objects.items()):
        rules = _rules(book, object, fields, system)
        if object in IN_METADATA_FORMAT:
            files[f"src/objects/{object}.object"] = _object(object, fields, rules, system)
        else:
            files |= _source(object, fields, rules, system)
        for each in fields:
            set = STANDARD_SETS.get(f"{object}.{each['systems'][system]['api-name']}")
            files |= _standard(set, each) if set else {}
    files |= _flows(book, system)
    for each in book.all("dashboard"):
        if each.get("system") == system:
            path = f"src/dashboards/Revenue/{each.id.replace('-', '_')}.dashboard"
            files[path] = _whole("Dashboard", f"    <title>{escape(each.name)}</title>\n")
    return files


def _source(object: str, fields: list[Definition], rules: Mapping[str, str], system: str) -> dict[str, str]:
    folder = f"force-app/main/default/objects/{object}"
    whole = _whole("CustomObject", f"    <label>{object}</label>\n")
    files = {f"{folder}/{object}.object-meta.xml": whole}
    for each in fields:
        name = each["systems"][system]["api-name"]
        if _is_listed(object, name):
            text = _whole("CustomField", _field(each, object, name, 4))
            files[f"{folder}/fields/{name}.field-meta.xml"] = text
    for name, text in rules.items():
        files[f"{folder}/validationRules/{name}.validationRule-meta.xml"] = _whole("ValidationRule", text)
    return files


def _whole(tag: str, inner: str) -> str:
    return f"{HEAD}<{tag} {NS}>\n{inner}</{tag}>\n"


def _is_listed(object: str, name: str) -> bool:
    """Custom fields are, and standard ones that somebody touched; system fields never."""
    return name.endswith("__c") or f"{object}.{name}" in STANDARD_SETS


def _object(object: str, fields: list[Definition], rules: Mapping[str, str], system: str) -> str:
    inner = ""
    for each in fields:
        name = each["systems"][system]["api-name"]
        if _is_listed(object, name):
            inner += f"    <fields>\n{_field(each, object, name, 8)}    </fields>\n"
    inner += f"    <label>{object}</label>\n"
    for text in rules.values():
        inner += f"    <validationRules>\n{text}    </validationRules>\n"
    return _whole("CustomObject", inner)


def _field(each: Definition, object: str, name: str, indent: int) -> str:
    pad = " " * indent
    said = TYPES[each["type"]]
    lines = [f"<fullName>{name}</fullName>"]
    if f"{object}.{name}" in STANDARD_SETS:
        lines += ["<trackHistory>true</trackHistory>", "<type>Picklist</type>"]
        return "".join(f"{pad}{line}\n" for line in lines)
    lines += [f"<label>{escape(each.name)}</label>", "<required>false</required>", f"<type>{said}</type>"]
    values = each.get("values")
    if values:
        lines += ["<valueSet>", "    <restricted>true</restricted>", "    <valueSetDefinition>"]
        lines += ["        <sorted>false</sorted>"]
        for value in values:
            lines += [
                "        <value>", f"            <fullName>{escape(value)}</fullName>",
                "            <default>false</default>", f"            <label>{escape(value)}</label>",
                "        </value>",
            ]  # fmt: skip
        lines += ["    </valueSetDefinition>", "</valueSet>"]
    return "".join(f"{pad}{line}\n" for line in lines)


def _standard(set: str, each: Definition) -> dict[str, str]:
    steps: Mapping[str, Any] = each.get("progression") or {}
    inner = "    <sorted>false</sorted>\n"
    for value in each["values"]:
        inner += f"    <standardValue>\n        <fullName>{escape(value)}</fullName>\n"
        inner += f"        <default>false</default>\n        <label>{escape(value)}</label>\n"
        step = steps.get(value)
        if step:
            likely = step["likelihood"]
            category = step["means"]["forecast-category"]
            inner += f"        <closed>{'true' if likely in (0, 100) else 'false'}</closed>\n"
            inner += f"        <forecastCategory>{CATEGORIES.get(category, category)}</forecastCategory>\n"
            inner += f"        <probability>{likely}</probability>\n"
            inner += f"        <won>{'true' if likely == 100 else 'false'}</won>\n"
        inner += "    </standardValue>\n"
    return {f"src/standardValueSets/{set}.standardValueSet": _whole("StandardValueSet", inner)}


def _rules(book: Handbook, object: str, fields: list[Definition], system: str) -> dict[str, str]:
    """A validation rule for each object, over the fields that some stage requires."""
    by_id = {each.id: each["systems"][system]["api-name"] for each in fields}
    needed = [
        by_id[name]
        for stage in book.all("stage")
        if system in (stage.get("markers") or {})
        for name in stage.get("required-fields") or ()
        if name in by_id
    ]
    rules = {}
    if needed:
        blank = ", ".join(f"ISBLANK({name})" for name in sorted(set(needed)))
        rules["Required_For_Stage"] = _rule("Required_For_Stage", f"OR({blank})")
    gate = next(
        (
            each
            for each in book.all("automation")
            if ((each.get("systems") or {}).get(system) or {}).get("object") == object
            and each["type"] == "Validation"
        ),
        None,
    )
    if gate is not None:
        name = gate["systems"][system]["api-name"]
        reads = ", ".join(f"ISBLANK({by_id[each]})" for each in gate["reads"] if each in by_id)
        rules[name] = _rule(name, f"OR({reads})")
    return rules


def _rule(name: str, formula: str) -> str:
    return (
        f"        <fullName>{name}</fullName>\n        <active>true</active>\n"
        f"        <errorConditionFormula>{escape(formula)}</errorConditionFormula>\n"
        "        <errorMessage>Fill the field.</errorMessage>\n"
    )


def _flows(book: Handbook, system: str) -> dict[str, str]:
    places = {each.id: each["systems"][system] for each in book.all("field") if system in each["systems"]}
    files = {}
    for each in book.all("automation"):
        place = (each.get("systems") or {}).get(system)
        if not place or each["type"] == "Validation":
            continue
        object = place["object"]
        inner = "    <apiVersion>60.0</apiVersion>\n"
        reads = [places[name] for name in each.get("reads") or () if name in places]
        for number, read in enumerate(reads):
            inner += (
                f"    <recordLookups>\n        <name>Get_{number}</name>\n        <label>Get</label>\n"
                f"        <filters>\n            <field>{read['api-name']}</field>\n"
                "            <operator>IsNull</operator>\n"
                "            <value>\n                <booleanValue>false</booleanValue>\n"
                "            </value>\n"
                f"        </filters>\n        <object>{read['object']}</object>\n    </recordLookups>\n"
            )
        writes = [(places[name], "") for name in each.get("sets") or () if name in places]
        for stage in each.get("moves") or ():
            found = book.get("stage", stage)
            marker = ((found.get("markers") if found else None) or {}).get(system)
            if marker and marker["field"] in places:
                writes.append((places[marker["field"]], marker["values"][0]))
        for number, (write, value) in enumerate(writes):
            said = (
                f"<stringValue>{escape(value)}</stringValue>"
                if value
                else "<elementReference>Now</elementReference>"
            )
            inner += (
                f"    <recordUpdates>\n        <name>Set_{number}</name>\n        <label>Set</label>\n"
                f"        <inputAssignments>\n            <field>{write['api-name']}</field>\n"
                f"            <value>\n                {said}\n            </value>\n"
                "        </inputAssignments>\n"
                f"        <object>{write['object']}</object>\n    </recordUpdates>\n"
            )
        inner += f"    <label>{escape(each.name)}</label>\n    <processType>AutoLaunchedFlow</processType>\n"
        inner += (
            f"    <start>\n        <object>{object}</object>\n    </start>\n    <status>Active</status>\n"
        )
        files[f"force-app/main/default/flows/{place['api-name']}.flow-meta.xml"] = _whole("Flow", inner)
    return files


def write(files: Mapping[str, str], folder: Any) -> None:
    """Put the files below a folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
