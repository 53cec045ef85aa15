"""Writes `docs/guide/questions.md` from `tests/facts/questions.yaml`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from building import ROOT, read_yaml

QUESTIONS = ROOT / "tests" / "facts" / "questions.yaml"
PAGE = ROOT / "docs" / "guide" / "questions.md"
HEAD = """\
<!-- Written by `python tests/reader_questions.py` from tests/facts/questions.yaml; edit that. -->

# Questions, and where the answers stand

{count} things that people ask of a handbook, and the shortest way from the first page to each answer: one or
two clicks, or a search and a click. A test goes every way in a real browser and reads the answer. The answers
are those of the starter handbook.
"""


def questions() -> list[Mapping[str, Any]]:
    """The questions as they are written."""
    found: list[Mapping[str, Any]] = read_yaml(QUESTIONS)
    return found


def way(question: Mapping[str, Any]) -> str:
    """How to get there, in words."""
    if "click" in question:
        return ", then ".join(f"*{link}*" for link in question["click"])
    return f"search for *{question['search']}*, then *{question['result']}*"


def document(asked: Sequence[Mapping[str, Any]]) -> str:
    """The page of the guide: by who asks, each question with its way and its answer."""
    parts = [HEAD.format(count=len(asked))]
    for who in dict.fromkeys(question["asks"] for question in asked):
        parts.append(f"## {who[0].upper()}{who[1:]}\n\n| question | way | answer |\n|---|---|---|\n")
        for each in asked:
            if each["asks"] == who:
                answer = " … ".join(each["answer"])
                parts.append(f"| {each['question']} | {way(each)} | {answer} |\n")
        parts.append("\n")
    return "".join([parts[0], "\n", *parts[1:]]).rstrip("\n") + "\n"


if __name__ == "__main__":
    PAGE.write_text(document(questions()), encoding="utf-8")
