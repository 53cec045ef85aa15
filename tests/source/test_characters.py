"""What nobody sees is found, wherever it stands; words of every script are left alone."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from building import ROOT
from depth import law
from remit.source import parse
from remit.source.characters import suspects, unusual

# Right words, as people of these languages write them: `language: word | word`.
WORDS = {
    language: words.split(" | ")
    for language, words in (
        line.split(": ", 1)
        for line in (ROOT / "tests" / "facts" / "words.txt").read_text(encoding="utf-8").splitlines()
    )
}
UNSEEN = [
    chr(number)
    for first, last in [
        (0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F),
        (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F),
        (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A),
        (0xE0000, 0xE0FFF),  # so far what Unicode 16 calls Default_Ignorable_Code_Point
        (0x2800, 0x2800), (0xFFF9, 0xFFFB), (0xFDD0, 0xFDEF),
        *((plane << 16 | 0xFFFE, plane << 16 | 0xFFFF) for plane in range(17)),
    ]
    for number in range(first, last + 1)
]  # fmt: skip


@law(deep=500)
@given(st.text("aZ09 ~\t\n\r÷é\u200b\x7f\x00\ud800😀"))
def test_characters_that_may_not_stand_anywhere_are_looked_for_among_the_unusual(text: str) -> None:
    assert unusual(text) == "".join(each for each in text if each not in "\t\n" and not " " <= each <= "~")


def test_a_text_of_usual_characters_is_not_walked_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("remit.source.characters.re.finditer", None)
    for text in ("name: Won deals\n", "formula: won ÷ (won + lost)\n", "name: Größe – 数\n"):
        assert list(suspects(text)) == []


@pytest.mark.parametrize("language", WORDS)
def test_right_words_are_left_alone(language: str) -> None:
    for word in WORDS[language]:
        assert list(suspects(word)) == [], [f"{ord(each):04X}" for each in word]
        found = parse(f'name: {word}\nquoted: "{word}"\nlong: >\n  {word} {word}\n'.encode(), "a.yaml")
        assert (found.problems, found.data["name"]) == ((), word)


@pytest.mark.parametrize(("before", "behind"), [("a", "b"), ("", ""), (" ", " "), ("é", "1"), ("漢", "a")])
def test_what_nobody_sees_is_found_between_letters_that_need_none_of_it(before: str, behind: str) -> None:
    for each in UNSEEN:
        if before == "漢" and ("\ufe00" <= each <= "\ufe0d" or "\U000e0100" <= each <= "\U000e01ef"):
            continue  # it chooses a form of the letter
        found = list(suspects(f"{before}{each}{behind}"))
        assert [suspect.at for suspect in found] == [len(before)], f"{ord(each):04X}"


@pytest.mark.parametrize(
    "each", ["\u200c", "\u200d", "\u200b", "\ufe0f", "\ufe00", "\u180e", "\u034f", "\u2800"]
)
def test_of_two_that_follow_each_other_one_is_found_whatever_stands_around(each: str) -> None:
    for before in ("\u0645", "\u0915\u094d", "❤", "漢", "\u1820", "\u05b7", "\u1780", "\u2801"):
        assert list(suspects(f"{before}{each}{each}{before}"))


def test_every_other_character_that_can_be_seen_is_left_alone() -> None:
    unseen = {*UNSEEN, "\x85", "\u2028", "\u2029"}
    every = map(chr, range(0x20, sys.maxunicode + 1))
    seen = [each for each in every if unicodedata.category(each) not in ("Cc", "Cs") and each not in unseen]
    assert list(suspects(" ".join(seen))) == []


@law(deep=2000)
@given(
    st.text(st.sampled_from(["a", "\u0645", "\u0647", "\u200c", "\u200d", "❤", "\ufe0f", "\n", "漢", "\xad"]))
)
def test_a_finding_stands_at_its_character(text: str) -> None:
    for suspect in suspects(text):
        assert f"U+{ord(text[suspect.at]):04X}" in suspect.words
