"""`remit check --fix`: what can be meant in one way only is put right, and comments stay."""

from __future__ import annotations

import contextlib
import copy
import difflib
from collections.abc import Callable, Set
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from building import ROOT, starter
from depth import law, part_of
from killing import Killed, everything, kill
from remit.authoring.edits import comments_of, parts, together
from remit.authoring.edits.plan import Plan
from remit.authoring.fixing import fixed
from remit.change.compare.references import Names, kinds_of
from remit.checking import check
from remit.handbook import Handbook
from remit.reading import open_handbook
from remit.source import parse
from remit.tree import Overlay
from running import remit
from small_handbooks import DATA, OWNERS, drawn

OWNED = "  operates: {ops: {}}\n  governs: {ops: {}}\n"
FUNCTIONS = "ops: # who runs it\n  name: Ops\n  summary: Runs it.\n"
# what is wrong → file, before, after, what is said
CASES: dict[str, tuple[str, str, str, str]] = {
    "an old shape": (
        "cadences.yaml",
        "call:\n  name: Call\n  summary: C.\n  purpose: P.\n  every: week\n"
        "  when: Tuesday, 14:00, 45 minutes # at noon\n" + OWNED,
        "call:\n  name: Call\n  summary: C.\n  purpose: P.\n  every: week\n  meets: # at noon\n"
        '    weekday: [tuesday]\n    at: "14:00"\n    minutes: 45\n' + OWNED,
        "governance/cadences.yaml:6:3: `when` is `meets` now, in its new shape",
    ),
    "a slip in a name": (
        "terms.yaml",
        "a:\n  name: A # its name\n  sumary: An a.\n",
        "a:\n  name: A # its name\n  summary: An a.\n",
        "governance/terms.yaml:3:3: `sumary` is `summary`",
    ),
    "an owner without its braces": (
        "systems.yaml",
        "crm:\n  name: CRM\n  summary: S.\n  category: crm\n  operates: ops # all\n  governs: {ops: {}}\n",
        "crm:\n  name: CRM\n  summary: S.\n  category: crm\n  operates: # all\n"
        "    ops: {}\n  governs: {ops: {}}\n",
        "governance/systems.yaml:5:13: `ops` is an entry: `ops: {}`",
    ),
    "a list of one without its brackets": (
        "terms.yaml",
        "a:\n  name: A\n  summary: An a.\n  aliases: the a\n",
        "a:\n  name: A\n  summary: An a.\n  aliases: [the a]\n",
        "governance/terms.yaml:4:12: `the a` is a list of one: `[the a]`",
    ),
    "another case of a value": (
        "terms.yaml",
        "a:\n  name: A\n  summary: An a.\n  status: Draft\n",
        "a:\n  name: A\n  summary: An a.\n  status: draft\n",
        "governance/terms.yaml:4:11: `Draft` is `draft`",
    ),
    "an id of before": (
        "terms.yaml",
        "a:\n  name: A\n  summary: An a, not {term:old}.\n  see: [old]\nb:\n  name: B\n"
        "  summary: A b.\n  former-ids: [old]\n",
        "a:\n  name: A\n  summary: An a, not {term:b}.\n  see: [b]\nb:\n  name: B\n"
        "  summary: A b.\n  former-ids: [old]\n",
        "governance/terms.yaml:4:9: `old` is called `b` now",
    ),
    "an answer about nothing": (
        "terms.yaml",
        "a:\n  name: A\n  summary: An a.\n  differs-from:\n"
        "    term:b: {because: X., mine: aaaaaaaaaaaaaaaa, theirs: aaaaaaaaaaaaaaaa}\n"
        "b:\n  name: B\n  summary: A b.\n",
        "a:\n  name: A\n  summary: An a.\nb:\n  name: B\n  summary: A b.\n",
        "the answer about `term:b` is about nothing any more, and is gone",
    ),
}


@pytest.mark.parametrize("what", CASES)
def test_what_can_be_meant_in_one_way_is_put_right(what: str, tmp_path: Path) -> None:
    name, before, after, said = CASES[what]
    (tmp_path / "governance").mkdir()
    (tmp_path / "governance" / "functions.yaml").write_text(FUNCTIONS, encoding="utf-8")
    file = tmp_path / "governance" / name
    file.write_text(before, encoding="utf-8")
    done = remit("check", "--fix", tmp_path)
    assert file.read_text(encoding="utf-8") == after
    assert f"fixed {said}" in done.output or said in done.output
    assert "nothing could be fixed" in remit("check", "--fix", tmp_path).output
    assert (tmp_path / "governance" / "functions.yaml").read_text(encoding="utf-8") == FUNCTIONS


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("terms.yaml", "a:\n  name: A\n  summary: An a.\n  aliases: one, two\n"),  # two, or one with a comma
        ("terms.yaml", "a:\n  name: A\n  summary: An a.\n  colour: red\n"),
        ("terms.yaml", "a:\n  name: A\n  summary: An a.\n  see: [b]\n"),
        ("systems.yaml", "crm:\n  name: CRM\n  summary: S.\n  category: crm\n  operates: nobody\n"),
        (
            "cadences.yaml",
            "call:\n  name: Call\n  summary: C.\n  purpose: P.\n  every: week\n  when: when it suits\n",
        ),
        ("terms.yaml", "a: [\n"),
    ],
)
def test_what_needs_a_person_stays(name: str, text: str, tmp_path: Path) -> None:
    (tmp_path / "governance").mkdir()
    file = tmp_path / "governance" / name
    file.write_text(text, encoding="utf-8")
    done = remit("check", "--fix", tmp_path)
    assert "nothing could be fixed without a person" in done.output
    assert done.exit_code == 1
    assert file.read_text(encoding="utf-8") == text


def test_two_letters_in_one_place_become_the_one_that_is_meant(tmp_path: Path) -> None:
    decisions = (
        "price:\n  name: Price\n  summary: S.\n  question: Q?\n" + OWNED + "  parties:\n"
        "    ops: {letter: A/R} # both\n"
    )
    (tmp_path / "governance").mkdir()
    (tmp_path / "governance" / "functions.yaml").write_text(FUNCTIONS, encoding="utf-8")
    (tmp_path / "governance" / "decisions.yaml").write_text(decisions, encoding="utf-8")
    remit("check", "--fix", tmp_path)
    after = (tmp_path / "governance" / "decisions.yaml").read_text(encoding="utf-8")
    assert after == decisions.replace("A/R", "A")


def test_nothing_of_the_starter_is_fixed() -> None:
    assert fixed(Plan(starter())) == []
    assert check(ROOT).book is not None
    assert open_handbook(ROOT).diagnostics == ()


# -- a law: whatever layout the handbook has, only what is wrong is written --


Change = Callable[[dict[str, Any]], dict[str, Any]]


class Break(NamedTuple):
    """Something wrong at a definition that is there or comes, and what puts it right."""

    kind: str
    id: str
    wrong: Change
    mended: Change


def puts(**values: Any) -> Change:
    return lambda data: {**data, **{name.replace("_", "-"): value for name, value in values.items()}}


def renames(name: str, to: str) -> Change:
    return lambda data: {to if key == name else key: value for key, value in data.items()}


def without(name: str) -> Change:
    return lambda data: {key: value for key, value in data.items() if key != name}


BOARD = {"win-rate": {"filter": "This quarter"}}
CALL = {"name": "Call", "summary": "We talk.", "every": "week", "agenda": ["What is new?"], **OWNERS}
PRICE = {"name": "Price", "summary": "Who sets it."}
ANSWER = {"role:head": {"because": "Both are right.", "mine": "a" * 16, "theirs": "b" * 16}}
BREAKS: dict[str, tuple[Break, ...]] = {
    "a slip in a name": (Break("term", "worth", renames("summary", "sumary"), renames("sumary", "summary")),),
    "a slip in a name further down": (
        Break(
            "entity",
            "deal",
            puts(governs={"revops": {"word": "Decides."}}),
            puts(governs={"revops": {"words": "Decides."}}),
        ),
    ),
    "an owner without its braces": (
        Break("system", "crm", puts(operates="sales-ops"), puts(operates={"sales-ops": {}})),
    ),
    "a list of one without its brackets": (
        Break("term", "worth", puts(see="field:amount"), puts(see=["field:amount"])),
    ),
    "another case of a value": (
        Break("metric", "yield", puts(direction="Higher"), puts(direction="higher")),
    ),
    "an id of before": (
        Break("metric", "yield", puts(former_ids=["output"]), puts()),
        Break(
            "metric",
            "win-rate",
            puts(definition="Of all decided, as {metric:output|it} has it."),
            lambda data: {**data, "definition": data["definition"].replace("metric:output", "metric:yield")},
        ),
        Break(
            "dashboard",
            "board",
            puts(metrics={**BOARD, "output": {}}),
            puts(metrics={**BOARD, "yield": {}}),
        ),
    ),
    "an answer about nothing": (Break("term", "worth", puts(differs_from=ANSWER), without("differs-from")),),
    "an old shape": (
        Break(
            "cadence",
            "call",
            puts(**CALL, when="Tuesday, 14:00, 45 minutes"),
            lambda data: {
                **without("when")(data),
                "meets": {"weekday": ["tuesday"], "at": "14:00", "minutes": 45},
            },
        ),
    ),
    "two letters in one place": (
        Break(
            "decision",
            "price",
            puts(**PRICE, parties={"sales-ops": {"letter": "A/R"}}),
            puts(parties={"sales-ops": {"letter": "A"}}),
        ),
    ),
}


def broken(names: set[str]) -> dict[str, dict[str, Any]]:
    """The small handbook with some of what can be wrong."""
    data: dict[str, dict[str, Any]] = copy.deepcopy({kind: dict(group) for kind, group in DATA.items()})
    for each in (each for name in sorted(names) for each in BREAKS[name]):
        group = data.setdefault(each.kind, {})
        group[each.id] = each.wrong(dict(group.get(each.id, {})))
    return data


def said(book: Handbook, mended: Set[str] = frozenset()) -> dict[str, Any]:
    """What every definition says, with references in full, some of it put right."""
    names = Names(kinds_of(each.ref for each in book.definitions()))
    data = {str(each.ref): dict(each.written) for each in book.definitions()}
    for each in (each for name in sorted(mended) for each in BREAKS[name]):
        data[f"{each.kind}:{each.id}"] = each.mended(data[f"{each.kind}:{each.id}"])
    return {str(each.ref): names.normal(each.kind.node, data[str(each.ref)]) for each in book.definitions()}


def touched(old: str, new: str) -> set[int]:
    """The lines of a text that are no more as they were."""
    matcher = difflib.SequenceMatcher(None, old.split("\n"), new.split("\n"), autojunk=False)
    return {line for what, a, b, _, _ in matcher.get_opcodes() if what != "equal" for line in range(a, b)}


def lines_that_say_otherwise(before: Handbook, after: Handbook, path: str) -> set[int]:
    """The lines of a file's properties that are others afterwards."""
    found: set[int] = set()
    for each in before.definitions():
        new = after.index[each.kind.id][each.id].written
        if each.document.path != path:
            continue
        for name in (name for name in each.written if new.get(name) != each.written[name]):
            part, start = parts(each.document), 0
            for step in (*each.path, name):
                key, part = part.at(step) or (None, part)
                start = part.start if key is None else key.start
            first, last = (each.document.text.count("\n", 0, at) for at in (start, part.end))
            found |= {*range(first, last + 1)}
    return found


@given(st.integers(0, 2**32), st.sets(st.sampled_from(sorted(BREAKS)), min_size=1, max_size=4))
@law(deep=1000)
def test_what_is_wrong_is_put_right_and_all_else_stays_as_it_was_written(seed: int, names: set[str]) -> None:
    texts = drawn(seed, broken(names))
    before = open_handbook(Overlay(ROOT, {"governance": None, **texts}))
    plan = Plan(before)
    done = fixed(plan)
    made = plan.texts()
    after = open_handbook(plan.after(made))
    assert said(after) == said(before, names)
    assert len(done) >= len(names)
    for path, text in made.items():
        assert text is not None
        old = texts[path]
        kept = comments_of(old, parts(parse(old.encode(), path)))
        assert comments_of(text, parts(parse(text.encode(), path))) == kept
        assert ("\r\n" in text, text.endswith("\n")) == ("\r\n" in old, old.endswith("\n"))
        assert touched(old, text) <= lines_that_say_otherwise(before, after, path)
    assert fixed(Plan(after)) == []


@pytest.mark.parametrize("step", part_of(range(20), 3))
def test_whenever_a_fix_is_killed_a_file_is_old_or_new_and_the_next_call_ends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    for path, text in drawn(7, broken(set(BREAKS))).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(text.encode())
    before = everything(tmp_path)
    plan = Plan(open_handbook(tmp_path))
    assert fixed(plan)
    made = {path: (text or "").encode() for path, text in plan.texts().items()}
    assert len(made) > 2
    with monkeypatch.context() as patched:
        kill(patched, [step])
        with contextlib.suppress(Killed):
            plan.carry_out(plan.texts())
    for path, content in everything(tmp_path).items():
        if not path.rpartition("/")[2].startswith("."):
            assert content in (before[path], made.get(path)), path
    together.finish(tmp_path)
    assert everything(tmp_path) in (before, {**before, **made})
