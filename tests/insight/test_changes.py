"""Changes in words."""

from __future__ import annotations

import pytest

from building import starter
from remit.insight.changes import said
from remit.schema import UNKNOWN_NODE


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (["close rate", "win ratio"], "close rate, win ratio"),
        (["How many?", "And why?"], "How many? And why?"),
        (["Who is asked?", "nobody"], "Who is asked? nobody"),
        ([], ""),
    ],
)
def test_a_list_is_said_with_commas_but_behind_sentences(value: list[str], words: str) -> None:
    assert said(starter(), UNKNOWN_NODE, value) == words
