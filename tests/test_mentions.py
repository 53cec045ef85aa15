"""What a sentence mentions: what its page shows as a link, and nothing that is quoted as code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markupsafe import Markup

from building import write_handbook
from depth import law
from remit import mentions
from remit.change.compare.references import Names
from remit.checking import check
from remit.mentions import held, let_go, plain, replaced
from remit.views import handbook_site
from remit.views.site.prose import prose

PIECES = [
    "`", "``", "```", "```\n", "~~~\n", "\\", "{term:a}", "{term:b}", "{", "}", " ", "\n", "\n\n", "    ",
    "\t", "- ", "> ", "1. ", "# ", "a", "*", "<", "word ", "\n---\n", "&#96;",
    "{term:a|some words}", "{term:b|", "|",
]  # fmt: skip
texts = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)


@law(deep=5000)
@example("-     {term:a}")
@given(texts)
def test_a_text_mentions_what_its_page_shows_as_a_link(text: str) -> None:
    shown: list[str] = []

    def link(address: str, _words: str) -> Markup:
        shown.append(address)
        return Markup("<b>link</b>")

    prose(text, link)
    assert [found[1] for found in mentions.mentions(text)] == shown


@law(deep=1000)
@given(texts)
def test_what_is_held_mentions_nothing_and_comes_back_as_it_was(text: str) -> None:
    parted = held(text)
    assert let_go(parted) == text
    assert len(mentions.MENTIONED.findall(parted)) == len(list(mentions.mentions(text)))


@pytest.mark.parametrize(
    "summary",
    [
        "Write `{term:none}` so.",
        "``{term:none} ` ``",
        "One.\n\n    {term:none}\n",
        "~~~ {term:none}\n{metric:no}",
    ],
)
def test_what_is_quoted_as_code_refers_to_nothing(tmp_path: Path, summary: str) -> None:
    root = write_handbook(tmp_path, {"terms": {"a": {"name": "A", "summary": summary}}})
    assert "dangling-reference" not in {found.code for found in check(root).findings}


def test_a_mention_in_code_is_no_use_of_what_it_would_mean(tmp_path: Path) -> None:
    said = "`{term:b}` and {term:c}"
    terms = {id: {"name": id.upper(), "summary": said if id == "a" else "One."} for id in "abc"}
    book = check(write_handbook(tmp_path, {"terms": terms})).book
    assert [[str(edge.source.ref) for edge in each.by("mentions")] for each in book.all("term")] == [
        [],
        [],
        ["term:a"],
    ]


def test_a_mention_in_code_keeps_its_braces_in_plain_words_and_under_a_new_name() -> None:
    text = "`{term:a}`, {term:a}"
    assert plain(text, lambda _: "Lead") == "{term:a}, Lead"
    assert replaced(text, lambda match: f"{{{match[1]}b}}") == "`{term:a}`, {term:ab}"


def test_a_mention_may_have_words_of_its_own(tmp_path: Path) -> None:
    said = "Two {term:win|wins}, one {term:win}."
    terms = {"win": {"name": "Win", "summary": "Signed."}, "a": {"name": "A", "summary": said}}
    root = write_handbook(tmp_path, {"terms": terms})
    checked = check(root)
    assert {each.code for each in checked.findings} <= {"approver-missing"}
    assert plain(said, checked.book.spoken) == "Two wins, one Win."
    site = handbook_site(checked.book, checked.findings)
    (page,) = (page for page in site.pages if page.url == "terms/a/")
    html = str(page.body().html)
    assert re.findall(r'Two <a href="[^"]*win/">wins</a>, one <a href="[^"]*win/">Win</a>', html)
    names = Names({"win": ["term"]}, {"term:win": "term:won"})
    node = checked.book.kinds.by_id["term"].properties["summary"]
    assert names.renamed(node, said) == "Two {term:won|wins}, one {term:won}."
    assert names.normal(node, said) != names.normal(node, said.replace("|wins", ""))


@pytest.mark.parametrize("words", ["|", "|*wins*", "|`wins`", "| ", "|a|b"])
def test_words_that_a_mention_cannot_have_are_a_finding(tmp_path: Path, words: str) -> None:
    said = f"Two {{term:win{words}}}."
    terms = {"win": {"name": "Win", "summary": "Signed."}, "a": {"name": "A", "summary": said}}
    findings = check(write_handbook(tmp_path, {"terms": terms})).findings
    (found,) = (each for each in findings if each.code != "approver-missing")
    assert (found.code, f"`{words}`" in found.message) == ("mention-words", True)


def test_a_cited_value_may_have_words_of_its_own(tmp_path: Path) -> None:
    value = {"name": "MQL line", "summary": "S.", "amount": 65, "unit": "points"}
    metric = {"name": "M", "summary": "From {value:line|the line} on.", "definition": "D."}
    metric["grain"] = "week, {value:line|above the line}, {value:line}"
    root = write_handbook(tmp_path, {"values": {"line": value}, "metrics": {"m": metric}})
    book = check(root).book
    found = book.get("metric", "m")
    assert found is not None
    assert found["grain"] == "week, above the line, 65 points"
    assert len(found.to("cites")) == 2
    assert plain(found.summary, book.spoken) == "From the line on."


@pytest.mark.parametrize(
    ("marked", "words"),
    [
        ("**Won** and _lost_, __both__", "Won and lost, both"),
        ("AutoRenewal__c of snake_case", "AutoRenewal__c of snake_case"),
        ("`Auto__c`", "Auto__c"),
    ],
)
def test_plain_words_lose_marks_and_keep_underscores_inside_a_word(marked: str, words: str) -> None:
    assert plain(marked, lambda _: None) == words
