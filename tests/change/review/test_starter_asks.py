"""Whom changes of the starter ask, and whom they leave alone, as judged before the tool was asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pytest
import yaml

import remit
from building import CASES, ROOT
from depth import part_of
from remit.change.review.review import ChangeReview
from remit.change.review.whom import AGREE

TODAY = "2026-11-21"
TEXT = (CASES / "asks" / "starter.yaml").read_text(encoding="utf-8")
ROWS: Mapping[str, Any] = yaml.safe_load(TEXT)
CHOSEN = part_of(ROWS, form=lambda title: ROWS[title]["edits"][0][1].split("/")[1])


def laid(texts: Mapping[str, str | None], edits: Iterable[Sequence[str]]) -> dict[str, str | None]:
    """The texts that lie over the starter after some edits; a passage that is not there once is an error."""
    found = dict(texts)

    def text(path: str) -> str:
        lies = found.get(path)
        return lies if lies is not None else (ROOT / path).read_text(encoding="utf-8")

    for how, path, *more in edits:
        if how == "sub":
            old = text(path)
            assert old.count(more[0]) == 1, f"{path}: {old.count(more[0])} × {more[0]!r}"
            found[path] = old.replace(more[0], more[1])
        elif how == "strike":  # a definition of a collection, whatever it says today
            found[path], struck = re.subn(rf"(?m)^{more[0]}:\n(?:(?: .*)?\n)+", "", text(path))
            assert struck == 1, f"{path}: {struck} × {more[0]}"
        elif how == "append":
            found[path] = text(path) + more[0]
        elif how == "write":
            found[path] = more[0]
        elif how == "crlf":
            found[path] = text(path).replace("\n", "\r\n")
        elif how == "move":
            found[more[0]], found[path] = text(path), None
        else:
            assert how == "delete", how
            found[path] = None
    return found


def reviewed(row: Mapping[str, Any]) -> ChangeReview:
    before = laid({}, row.get("base", ()))
    after = laid(before, row["edits"])
    return remit.review(remit.Overlay(ROOT, before), remit.Overlay(ROOT, after), today=TODAY)


@pytest.mark.parametrize("title", CHOSEN)
def test_a_change_asks_whom_it_concerns_and_nobody_else(title: str) -> None:
    row, review = ROWS[title], reviewed(ROWS[title])
    must = {ask.party.id for ask in review.asks if ask.how == AGREE}
    speaking = must | {ask.holder.role.id for ask in review.asks if ask.how == AGREE and ask.holder.role}
    hear = {each for ask in review.asks for each in (ask.party.id, ask.holder.role and ask.holder.role.id)}
    lanes = {"shared" if each.choice.lane.is_shared else "local" for each in review.judged}
    said = {
        "lane": "none" if not lanes else "shared" if "shared" in lanes else "local",
        "must": sorted(must),
        "must-have": [each for each in row.get("must-have", ()) if each in speaking],
        "must-not": [each for each in row.get("must-not", ()) if each not in must],
        "told": [each for each in row.get("told", ()) if each in hear],
        "silent": [each for each in row.get("silent", ()) if each not in {a.party.id for a in review.asks}],
        "record": any(each.needs_record for each in review.judged),
        "ready": review.is_ready,
    }
    wanted = {**row, "must": sorted(row.get("must", ()))}
    wanted["lane"] = "shared" if row.get("lane") == "mixed" else row.get("lane")
    assert {key: said[key] for key in said if key in row} == {key: wanted[key] for key in said if key in row}
