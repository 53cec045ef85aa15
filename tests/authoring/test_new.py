"""`remit new`: what it writes is read as it was said, and it never writes over anything."""

from __future__ import annotations

import json
import shutil
import unicodedata
from pathlib import Path

import pytest
from click.testing import Result
from hypothesis import example, given
from hypothesis import strategies as st

from building import ROOT
from building import starter as starter_book
from remit.authoring.skeleton import compose, to_fill
from remit.checking import check
from remit.diagnostics import RemitError
from remit.schema import Kind, load_kinds
from remit.source import parse
from remit.source.characters import suspects
from running import remit

KINDS = load_kinds()
DAY = ("--today", "2026-11-22")
REQUEST = (
    "request", "next-step-weights", "--by", "fp-and-a-lead", "--about", "field:next-step",
    "--what", "Lower the confidence: {field:next-step} # is empty. And more.",
    "--why", "Deals without it slip.",
)  # fmt: skip


def copy_of_the_starter(folder: Path) -> Path:
    shutil.copytree(ROOT / "governance", folder / "governance")
    return folder


@pytest.fixture
def starter(tmp_path: Path) -> Path:
    """To be added to."""
    return copy_of_the_starter(tmp_path)


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """For all that must not add to it."""
    return copy_of_the_starter(tmp_path_factory.mktemp("starter"))


def new(root: Path, *words: str) -> Result:
    return remit("new", *words, *DAY, "-C", root)


def everything(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()
    }


def test_a_request_with_what_and_why_is_whole(starter: Path) -> None:
    done = new(starter, *REQUEST)
    assert done.exit_code == 0, done.output
    assert done.output.splitlines() == [
        "governance/requests/next-step-weights.yaml",
        "Complete. Read it, run `remit check`, and open a pull request with it.",
        "Others stand together in governance/requests.yaml; either form is read.",
    ]
    checked = check(starter)
    assert checked.findings == ()
    made = checked.book.get("request", "next-step-weights")
    assert made
    assert made.data == {
        "name": "Next step weights",
        "summary": "Lower the confidence: {field:next-step} # is empty.",
        "asked-by": "fp-and-a-lead",
        "asked-on": "2026-11-22",
        "what": "Lower the confidence: {field:next-step} # is empty. And more.",
        "why": "Deals without it slip.",
        "about": ["field:next-step"],
        "answer": "open",
    }


def test_what_is_not_said_is_a_finding_at_its_place(starter: Path) -> None:
    done = new(starter, "change", "raise-it", "--about", "stage:mql", "--by", "head-of-revops")
    assert "To fill in: summary, what, why. Then run `remit check`.\n" in done.output
    found = check(starter).findings
    assert {(each.code, each.location.path) for each in found} == {
        ("empty-value", "governance/changes/raise-it.yaml")
    }
    assert [each.message.split("`")[1] for each in found] == ["summary", "what", "why"]
    path = starter / "governance" / "changes" / "raise-it.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(":\n", ": Something.\n"), encoding="utf-8")
    assert check(starter).findings == ()


@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS.by_id.values() if not kind.single], ids=lambda k: k.id
)
def test_a_new_definition_of_any_kind_lacks_what_it_is_told_to_lack(kind: Kind, tmp_path: Path) -> None:
    (tmp_path / "governance").mkdir()
    done = new(tmp_path, kind.id, "some-thing")
    assert done.exit_code == 0, done.output
    _, _, rest = done.output.partition("To fill in: ")
    missing = rest.partition(".")[0].split(", ")
    found = [each for each in check(tmp_path).findings if each.code == "empty-value"]
    assert [each.message.split("`")[1] for each in found] == missing
    assert "missing-property" not in {each.code for each in check(tmp_path).findings}


@example(" ", [])
@example("\u034f", [])
@given(st.text(min_size=1, max_size=400), st.lists(st.text(min_size=1, max_size=150), max_size=3))
def test_whatever_is_written_is_read_as_it_was_said(text: str, many: list[str]) -> None:
    values = {"name": "N", "summary": text, **({"follow-ups": many} if many else {})}
    try:
        written = compose(KINDS.by_id["change"], "some-id", values, book=starter_book())
    except RemitError:  # what no YAML file may hold, what nobody sees, or what says nothing
        strange = {unicodedata.category(character) for character in "".join((text, *many))}
        assert (
            strange & {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}
            or any(any(suspects(each)) for each in (text, *many))
            or not all(each.strip() for each in (text, *many))
        )
        return
    document = parse(written.encode(), "x.yaml")
    assert {each.code for each in document.problems} == {"empty-value"}
    assert {name: document.data[name] for name in values} == values


@pytest.mark.parametrize(
    "text", ["no", "5", "- a", "a: b", "a #b", "@a", "'", '"', "true", "2026-11-22", "x" * 200, "a\nb", "{a}"]
)
def test_a_text_that_looks_like_something_else_stays_a_text(text: str) -> None:
    written = compose(
        KINDS.by_id["term"], "some-id", {"name": "N", "summary": text, "aliases": [text]}, book=starter_book()
    )
    document = parse(written.encode(), "x.yaml")
    assert document.problems == ()
    assert (document.data["summary"], document.data["aliases"]) == (text, [text])


@pytest.mark.parametrize("text", ["a\x1b[31m", "a\u202eb", "\ud800"])
def test_what_would_be_refused_is_not_written(text: str) -> None:
    with pytest.raises(RemitError, match="cannot be written as YAML"):
        compose(KINDS.by_id["term"], "some-id", {"name": "N", "summary": text}, book=starter_book())


def test_owners_are_asked_for_where_a_kind_has_them() -> None:
    assert to_fill(KINDS.by_id["system"], {"name": "N"}) == ["summary", "category", "operates", "governs"]
    assert to_fill(KINDS.by_id["term"], {"name": "N", "summary": "S."}) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("reqest", "x"), "there is no kind `reqest`; did you mean `request`?"),
        (("handbook", "x"), "there is only one handbook, `governance/handbook.yaml`"),
        (("term", "Up"), "`Up` is not an id"),
        (("term", "../../up"), "`../../up` is not an id"),
        (("metric", "win-rate"), "exists already in governance/metrics/win-rate.yaml:"),
        (("request", "goals-before-close"), "exists already in governance/requests.yaml:"),
        (("request", "x", "--by", "fp-and-lead"), "`fp-and-lead`; did you mean `fp-and-a-lead`?"),
        (("request", "x", "--about", "sdr-manger"), "did you mean `sdr-manager`?"),
        (("metric", "x", "--about", "stage:mql"), "a metric has nothing for --about"),
        (("metric", "x", "--set", "unit=kg"), "`unit` is `kg`; allowed are `count`"),
        (("metric", "x", "--set", "unitt=kg"), "a metric has no property `unitt`; did you mean `unit`?"),
        (("metric", "x", "--set", "unit"), "--set `unit` has no value; write --set unit=VALUE"),
        (("handoff", "x", "--set", "sla=5"), "`sla` has properties of its own"),
        (("term", "x", "--summary", "a\x07"), "cannot be written as YAML"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_nothing_is_written(
    words: tuple[str, ...], said: str, untouched: Path
) -> None:
    before = everything(untouched)
    done = new(untouched, *words)
    assert done.exit_code == 2
    assert said in done.output
    assert everything(untouched) == before


def test_a_reference_that_several_kinds_could_mean_is_asked_back(tmp_path: Path) -> None:
    (tmp_path / "governance").mkdir()
    same = json.dumps({"same": {"name": "Same", "summary": "S."}})
    for plural in ("functions", "roles"):
        (tmp_path / "governance" / f"{plural}.yaml").write_text(same, encoding="utf-8")
    done = new(tmp_path, "request", "x", "--by", "same")
    assert "`asked-by`: several kinds have `same`; write `function:same` or `role:same`" in done.output


def test_numbers_truths_lists_and_owners_take_their_shape(starter: Path) -> None:
    done = new(
        starter, "stage", "x", "--set", "order=7", "--set", "initial=true", "--set", "aliases=1",
        "--set", "aliases=b c", "--set", "governs=function:revops",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    made = check(starter).book.get("stage", "x")
    assert made
    assert {name: made.data.get(name) for name in ("name", "order", "initial", "aliases", "governs")} == {
        "name": "X", "order": 7, "initial": True, "aliases": ["1", "b c"],
        "governs": {"function:revops": {}},
    }  # fmt: skip


def test_without_a_day_it_asks_the_clock(starter: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    done = remit("new", *REQUEST, "-C", starter)
    assert done.exit_code == 0
    assert "asked-on: 2026-01-01\n" in (starter / "governance/requests/next-step-weights.yaml").read_text(
        "utf-8"
    )


@pytest.mark.parametrize("words", [("--what", "a\udcff"), ("--name", "\udcff"), ("--set", "reason=\udcff")])
def test_bytes_that_are_no_utf_8_are_refused_and_nothing_is_written(
    untouched: Path, words: tuple[str, str]
) -> None:
    before = everything(untouched)
    done = new(untouched, "request", "r", "--why", "W.", *words)
    assert done.exit_code == 2
    assert "is not UTF-8; set the terminal to UTF-8" in done.stderr
    assert everything(untouched) == before


def test_a_formula_that_cannot_be_read_is_not_written(tmp_path: Path) -> None:
    (tmp_path / "governance").mkdir()
    done = new(tmp_path, "metric", "nps", "--set", "formula=From the survey tool")
    assert done.exit_code == 2
    assert "`formula` cannot be read" in done.output
    assert everything(tmp_path) == {}


def test_what_cannot_be_an_id_gets_one_suggested_and_the_handbook_is_said_to_be_missing(
    tmp_path: Path,
) -> None:
    (tmp_path / "governance").mkdir()
    assert "such as `groesse`" in new(tmp_path, "term", "größe").output
    assert "such as `nul-term`" in new(tmp_path, "term", "nul").output
    said = new(tmp_path, "handbook", "handbook").output
    assert "it is not there yet: write that file by hand, with `name`, `summary` and `company`" in said


def test_a_record_is_whole_in_one_call(starter: Path) -> None:
    done = new(
        starter, "change", "a-dashboard-goes", "--what", "The page goes.", "--why", "Nobody reads it.",
        "--by", "head-of-revops", "--set", "state=approved", "--set", "decided-on=2026-11-22",
        "--set", "removes=dashboard:gone", "--set", "lane=local",
    )  # fmt: skip
    assert "Complete." in done.output
    assert check(starter).findings == ()


def test_owners_come_from_most_others_and_shapes_are_shown(starter: Path) -> None:
    done = new(starter, "stage", "working")
    assert "To fill in: summary, entry, exit, markers, next." in done.output
    text = (starter / "governance" / "stages" / "working.yaml").read_text(encoding="utf-8")
    assert "# As most stages have it; change it where that is wrong here.\ngoverns:\n  revops: {}\n" in text
    assert "# Such as {abm: {field: account-id, test: equals}}\nmarkers:\n" in text


def test_owners_that_are_given_are_taken_and_their_shape_stands_where_there_are_none(tmp_path: Path) -> None:
    governance = tmp_path / "governance"
    governance.mkdir()
    (governance / "functions.yaml").write_text("ops: {name: Ops, summary: Runs it.}\n", encoding="utf-8")
    new(tmp_path, "system", "crm")
    text = (governance / "systems" / "crm.yaml").read_text(encoding="utf-8")
    assert "# Such as {ops: {}}\ngoverns:\n" in text
    new(tmp_path, "system", "erp", "--set", "operates=ops", "--set", "governs.ops.words=All of it.")
    made = parse((governance / "systems" / "erp.yaml").read_bytes(), "x.yaml").data
    assert (made["operates"], made["governs"]) == ({"ops": {}}, {"ops": {"words": "All of it."}})


def test_a_stage_comes_between_two(starter: Path) -> None:
    before = everything(starter)
    done = new(starter, "stage", "working", "--after", "mql", "--before", "sal")
    assert done.exit_code == 0, done.output
    after = everything(starter)
    changed = sorted(path for path in after if after[path] != before.get(path))
    assert changed == ["governance/stages/mql.yaml", "governance/stages/working.yaml"]
    assert parse(after["governance/stages/working.yaml"], "x.yaml").data["next"].keys() == {"sal"}
    assert "working" in parse(after["governance/stages/mql.yaml"], "x.yaml").data["next"]
    wrong = new(starter, "stage", "x", "--after", "mql", "--before", "churned")
    assert "`stage:mql` does not lead on to `stage:churned`" in wrong.output
