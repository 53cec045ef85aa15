"""Ways to make a change count as decided that nobody decided, each beside its honest counterpart."""

# Every way is a pull request: what lies on BASE, what the trick brings, and what it would bring without
# the trick. No trick is ready; every honest request is.

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

import remit
from building import CASES
from remit.change.review.evidence import AUTHOR, Approvals, read_approvals
from remit.tree import Overlay, tree_of

BASE = CASES / "change" / "_base"
PLACE = "governance/{}.yaml"
LINE = "governance/changes/line.yaml"
TEXTS = {
    name: (BASE / PLACE.format(name)).read_text(encoding="utf-8") for name in ("stages", "lanes", "roles")
}
HIGHER = TEXTS["stages"].replace("score of 50", "score of 65")
HIGHEST = TEXTS["stages"].replace("score of 50", "score of 70")
RECORD = {
    "name": "Line", "summary": "S.", "what": "W.", "why": "Y.", "definitions": ["stage:mql"],
    "lane": "shared", "decided-by": ["head-of-revops"], "decided-on": "2026-01-02", "state": "approved",
}  # fmt: skip
SCHEMA = (CASES / "review/an-own-kind/before/schemas/play.schema.json").read_text(encoding="utf-8")
LIGHTER = (CASES / "review/an-own-kind/after/schemas/play.schema.json").read_text(encoding="utf-8")
PLAYS = (CASES / "review/an-own-kind/before/governance/plays.yaml").read_text(encoding="utf-8")
DEPUTY = TEXTS["roles"].replace("  function: revops\n", "  function: revops\n  deputy: sales-ops-lead\n")
BOTH = TEXTS["lanes"].replace(", if: planning is touched", "")
LOOSE = TEXTS["lanes"].replace("needs-record: true", "needs-record: false")
OWN = json.dumps({
    "name": "Own", "summary": "S.", "type": "text", "entity": "lead",
    "operates": {"marketing-ops": {}}, "governs": {"marketing-ops": {}},
})  # fmt: skip

Files = Mapping[str, Any]


@dataclass(frozen=True)
class Way:
    """A trick and its honest counterpart; a mapping stands for a record, of which `covers` may be `True`."""

    trick: Files
    honest: Files
    base: Files = field(default_factory=dict)


def text(value: Any) -> str | None:
    return json.dumps(value) if isinstance(value, dict) else value


HEAD = "a" * 40
EVERYBODY = ("ceo", "revops", "marketing-ops", "sales-ops", "controller")


def shown(*logins: str, author: str = "somebody") -> Approvals:
    """What a host shows when these approved; each team of the handbook has one member, called like it."""
    data = {
        "version": 1,
        "head": HEAD,
        "author": author,
        "reviews": [
            {"login": login, "state": "approved", "commit": HEAD, "at": "2026-01-14T10:00:00Z"}
            for login in logins
        ],
        "members": {f"northlake/{name}": [name] for name in EVERYBODY},
    }
    return read_approvals(json.dumps(data).encode(), "approvals.json")


def request(way: Way, files: Files, approvals: Approvals | None = None) -> remit.ChangeReview:
    """The review of a request; the fingerprints that an honest record holds are noted as `--fix` does."""
    before = Overlay(tree_of(BASE), {path: text(value) for path, value in way.base.items()})
    bare = {path: text({**value, "covers": {"x:x": "a" * 16}} if isinstance(value, dict) else value)
            for path, value in files.items()}  # fmt: skip
    prints = {
        str(each.change.ref): each.fingerprint for each in remit.review(before, Overlay(before, bare)).judged
    }
    made = {}
    for path, value in files.items():
        if isinstance(value, dict) and value.get("covers") is True:
            made[path] = text({**value, "covers": noted(value, prints)})
        else:
            made[path] = text(value)
    return remit.review(
        before,
        Overlay(before, made),
        today="2026-01-15",
        approvals=approvals,
        require_approvals=approvals is not None,
    )


def noted(values: Files, prints: Mapping[str, str]) -> dict[str, str]:
    return {name: prints[name] for name in values["definitions"] if name in prints}


def record(**values: Any) -> dict[str, Any]:
    return {**RECORD, "covers": True, **values}


def by(*roles: str) -> dict[str, Any]:
    return {"decided-by": [*roles]}


def agreed(role: str) -> dict[str, Any]:
    return {"agreed-by": {"finance": {"role": role, "on": "2026-01-03"}}}


def fingerprint(stages: str) -> str:
    (mql,) = remit.review(BASE, Overlay(tree_of(BASE), {PLACE.format("stages"): stages})).judged
    return mql.fingerprint


STAGES = PLACE.format("stages")
DONE = record(covers={"stage:mql": "a" * 16})
SQL, MQL = ({name: fingerprint(HIGHER)} for name in ("stage:sql", "stage:mql"))
NEW = {STAGES: HIGHER, LINE: record()}
NEWER = record(supersedes="line", **{"decided-on": "2026-01-10"})
ANEW = {
    STAGES: HIGHER, LINE: {**DONE, "state": "superseded"}, "governance/changes/newer.yaml": NEWER,
}  # fmt: skip
WAYS: Mapping[str, Way] = {
    "the day of an old record is moved": Way(
        {STAGES: HIGHER, LINE: {**DONE, "decided-on": "2026-01-14"}}, ANEW, {LINE: DONE}
    ),
    "an old record is written to cover more": Way(
        {STAGES: HIGHER, LINE: {**DONE, "covers": MQL}}, ANEW, {LINE: DONE}
    ),
    "a decision of before is said to hold": Way({STAGES: HIGHER}, ANEW, {LINE: DONE}),
    "a rejected record is turned": Way(
        {STAGES: HIGHER, LINE: record()},
        {STAGES: HIGHER, "governance/changes/newer.yaml": record()},
        {LINE: {**DONE, "state": "rejected"}},
    ),
    "the text changes after the decision": Way(
        {STAGES: HIGHEST, LINE: record(covers=MQL)}, NEW
    ),
    "the record is of another change": Way(
        {STAGES: HIGHER, LINE: record(definitions=["stage:sql"], covers=SQL)}, NEW
    ),
    "nothing is noted of what was decided": Way({STAGES: HIGHER, LINE: RECORD}, NEW),
    "nobody signed": Way(
        {STAGES: HIGHER, LINE: record(**by())}, NEW
    ),
    "a deputy of nobody decides": Way(
        {STAGES: HIGHER, LINE: record(**by("marketing-ops-lead"))},
        {STAGES: HIGHER, LINE: record(**by("sales-ops-lead"))}, {PLACE.format("roles"): DEPUTY},
    ),
    "a deputy is appointed by the request that he decides": Way(
        {
            STAGES: HIGHER, PLACE.format("roles"): DEPUTY,
            LINE: record(definitions=["stage:mql", "role:head-of-revops"], **by("sales-ops-lead")),
        },
        {
            STAGES: HIGHER, PLACE.format("roles"): DEPUTY,
            LINE: record(
                definitions=["stage:mql", "role:head-of-revops"],
                **by("ceo", "sales-ops-lead"),
            ),
        },
    ),
    "one of two decides": Way(
        NEW,
        {STAGES: HIGHER, LINE: record(**agreed("controller"))},
        {PLACE.format("lanes"): BOTH},
    ),
    "somebody agrees for a party that is not his": Way(
        {STAGES: HIGHER, LINE: record(**agreed("sales-ops-lead"))},
        {STAGES: HIGHER, LINE: record(**by("head-of-revops", "controller"))},
        {PLACE.format("lanes"): BOTH},
    ),
    "a vacant post agrees": Way(
        {STAGES: HIGHER, LINE: record(**agreed("cfo"))},
        {STAGES: HIGHER, LINE: record(**agreed("controller"))},
        {PLACE.format("lanes"): BOTH},
    ),
    "a condition holds and its party is not asked": Way(
        {STAGES: HIGHER, LINE: record(conditions={"finance": "holds"})},
        {STAGES: HIGHER, LINE: record(conditions={"finance": "does-not-hold"})},
    ),
    "the weight is lowered in the same request": Way(
        {"schemas/play.schema.json": LIGHTER, "governance/plays.yaml": PLAYS.replace("loud", "soft")},
        {
            "schemas/play.schema.json": LIGHTER, LINE: record(definitions=["schema:play"]),
            "governance/plays.yaml": PLAYS.replace("loud", "soft"),
        },
        {"schemas/play.schema.json": SCHEMA, "governance/plays.yaml": PLAYS},
    ),
    "the record takes a lighter lane": Way({STAGES: HIGHER, LINE: record(lane="local")}, NEW),
    "the lane asks for no record any more": Way(
        {STAGES: HIGHER, PLACE.format("lanes"): LOOSE},
        {
            STAGES: HIGHER, PLACE.format("lanes"): LOOSE,
            LINE: record(definitions=["stage:mql", "lane:shared"], **agreed("controller")),
        },
    ),
    "a lane comes that takes the change": Way(
        {
            STAGES: HIGHER, LINE: record(lane="quick", **by("marketing-ops-lead")),
            PLACE.format("lanes"): TEXTS["lanes"] + (
                "quick: {name: Quick, summary: S., reach: shared, needs-record: false,"
                " approval: A., triggers: {any: {when: A stage, kinds: [stage]}},"
                " approved-by: {marketing-ops: {words: W.}}}\n"
            ),
        },
        NEW,
    ),
    "the rule that would say so is switched off": Way(
        {
            STAGES: HIGHER, "governance/handbook.yaml": "severities: {change-without-right: off}\n",
            LINE: record(**by("marketing-ops-lead")),
        },
        NEW,
    ),
    "an old decision gives way to one about something else": Way(
        {
            LINE: {**DONE, "state": "superseded"}, PLACE.format("fields/own"): OWN,
            "governance/changes/newer.yaml": record(
                definitions=["field:own"], supersedes="line", lane="local", **by("marketing-ops-lead")
            ),
        },
        ANEW,
        {LINE: DONE},
    ),
    "a decision is deleted": Way({LINE: None}, ANEW, {LINE: DONE}),
    "a record is approved before there is anything to decide": Way(
        {LINE: record(covers=MQL)}, {LINE: {**RECORD, "state": "proposed"}}
    ),
    "a change of meaning is called wording": Way(
        {STAGES: HIGHER, LINE: {**record(covers=MQL), "definitions": ["stage:sql"],
         "wording-only": ["stage:mql"]}},
        NEW,
    ),
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_no_forged_request_is_ready(way: str) -> None:
    review = request(WAYS[way], WAYS[way].trick)
    assert not review.unread
    assert review.gaps
    assert review.judged


@pytest.mark.parametrize("way", WAYS)
def test_the_same_request_without_the_trick_is_ready(way: str) -> None:
    review = request(WAYS[way], WAYS[way].honest)
    assert not review.unread
    assert [(gap.code, gap.message) for gap in review.gaps] == []


@pytest.mark.parametrize("way", WAYS)
def test_no_forged_request_is_ready_whoever_approves_it(way: str) -> None:
    """What the text makes of a request is no matter of approvals: not even those of everybody mend it."""
    assert request(WAYS[way], WAYS[way].trick, shown(*EVERYBODY)).gaps


@pytest.mark.parametrize("way", WAYS)
def test_the_honest_request_is_ready_once_those_approved_who_must(way: str) -> None:
    approved = request(WAYS[way], WAYS[way].honest, shown(*EVERYBODY))
    assert [(gap.code, gap.message) for gap in approved.gaps] == []
    nobody = request(WAYS[way], WAYS[way].honest, shown())
    assert {gap.code for gap in nobody.gaps} == ({"not-shown"} if nobody.judged else set())


def test_the_approval_of_the_author_is_none_of_somebody_else() -> None:
    """Whoever opened the request speaks for his own party, said as such, and for nobody else's."""
    way = WAYS["one of two decides"]
    own = request(way, way.honest, shown("controller", author="revops"))
    assert [(each.ask.party.id, each.state) for each in own.evidence or ()] == [
        ("finance", "agreed"),
        ("revops", AUTHOR),
    ]
    stranger = request(way, way.honest, shown("controller", "sales-ops", author="sales-ops"))
    assert [gap.subject for gap in stranger.gaps] == ["function:revops"]
