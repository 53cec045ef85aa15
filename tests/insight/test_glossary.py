"""The letter under which people look for a name."""

from __future__ import annotations

import pytest

from remit.insight.glossary import letter


@pytest.mark.parametrize("name", ["", " ", "\N{COMBINING ACUTE ACCENT}", "%", "\N{FULLWIDTH DIGIT ONE}"])
def test_a_name_that_begins_with_no_letter_stands_at_the_end(name: str) -> None:
    assert letter(name) == "0–9"
