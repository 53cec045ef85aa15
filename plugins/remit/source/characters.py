"""Characters that nobody sees, or that turn the direction of text; what a script needs is let through."""

# What Unicode calls default-ignorable is drawn as nothing: two texts look alike and differ. A few of these
# spell words: joiners in Arabic and Indic scripts, variation selectors after emoji and Han, separators in
# Mongolian. They pass where they can be seen to do so, between the characters that they act on.
# Sources: Unicode 16, DerivedCoreProperties.txt (Default_Ignorable_Code_Point); The Unicode Standard,
# 23.2 (layout controls), 23.4 (variation selectors), 23.7 (noncharacters); UTS #51 (emoji).

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple

_CONTROL: Final = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"
_LINE: Final = "\x85\u2028\u2029"
_BIDI: Final = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_IGNORABLE: Final = (
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u2065\u206a-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)  # with the Braille blank and the marks of interlinear notes, which are drawn as nothing just so
_NO_CHARACTER: Final = "\ufdd0-\ufdef" + "".join(
    f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(17)
)
# Patterns are texts here: most handbooks hold none of these characters, and compiling costs milliseconds.
_ANY: Final = rf"[{_CONTROL}{_LINE}{_BIDI}{_IGNORABLE}{_NO_CHARACTER}]|\r(?!\n)"
_ORDINARY: Final = bytes([0x09, 0x0A, *range(0x20, 0x7F)])
_CODES: Final[Mapping[str, str]] = {
    "byte-order-mark": "\ufeff",
    "line-separator": f"[{_LINE}]",
    "bidi-character": f"[{_BIDI}]",
    "invisible-character": f"[{_IGNORABLE}{_NO_CHARACTER}]",
}
_FLAG: Final = (  # England, Scotland and Wales: the flags that are spelled with tags
    "\U0001f3f4(?:\U000e0067\U000e0062(?:\U000e0065\U000e006e\U000e0067|\U000e0073\U000e0063\U000e0074"
    "|\U000e0077\U000e006c\U000e0073)\U000e007f)"
)
# Letters that join or stack, so that a joiner between them changes what one sees: Arabic, Syriac, N'Ko,
# Mandaic, the scripts of India and South-East Asia, Tibetan, Mongolian, Phags-pa, Adlam and their like.
_JOINING: Final = (
    "[\u0600-\u07ff\u0840-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u18af\u1a20-\u1aaf\u1b00-\u1c4f\u1cd0-\u1cff"
    "\ua840-\ua87f\ua880-\ua8ff\ua930-\ua9ff\uaa00-\uaaff\uabc0-\uabff\ufb50-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc"
    "\U00010a00-\U00010aff\U00010d00-\U00010d3f\U00010f30-\U00010f6f\U00011000-\U00011fff"
    "\U0001e900-\U0001e95f]"
)
_UNSPACED: Final = "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1950-\u19df\ua9e0-\ua9ff\uaa60-\uaa7f]"
_MONGOLIAN: Final = "[\u1820-\u18aa]"
_BRAILLE: Final = "[\u2801-\u28ff]"
_HAN: Final = "[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd\u3001\u3002\uff01-\uff1f]"
_STYLED: Final = "[\u1000-\u109f\ua840-\ua87f\u203c\u2049\u2139\u3030\u303d]"
_KEYCAP: Final = "[#*0-9]\ufe0f\u20e3"


class Suspect(NamedTuple):
    """A character that no file may hold: where in the text it stands, its code and its name in words."""

    at: int
    code: str
    words: str


def unusual(text: str) -> str:
    """The characters of a text that are neither printable ASCII nor a tab nor the end of a line, in order.

    They are few, so that what is looked for among them is found, or not, without walking through the text.

    >>> unusual("won ÷ (won + lost)\\n")
    '÷'
    """
    return text.encode("utf-8", "surrogatepass").translate(None, _ORDINARY).decode("utf-8", "surrogatepass")


def may_hold_suspects(content: bytes) -> bool:
    """A first look at a text in UTF-8: False where `suspects` finds nothing in it, nor in a part of it."""
    others = content.translate(None, _ORDINARY)
    return bool(others) and are_suspicious(others.decode())


def are_suspicious(others: str) -> bool:
    """The same, of what `unusual` gives of a text."""
    return re.search(_ANY, others) is not None


def suspects(text: str) -> Iterator[Suspect]:
    """Each such character in a text, in order."""
    if not are_suspicious(unusual(text)):
        return  # as nearly all are
    flags: set[int] | None = None
    for found in re.finditer(_ANY, text):
        at, character = found.start(), found[0]
        code, words, allowed = _known(character)
        if allowed and allowed(text[at - 1 : at], text[at + 1 : at + 2]):
            continue
        if character == "\ufe0f" and re.match(_KEYCAP, text[max(0, at - 1) : at + 2]):
            continue
        if "\U000e0020" <= character <= "\U000e007f":
            if flags is None:
                flags = {place for flag in re.finditer(_FLAG, text) for place in range(*flag.span())}
            if at in flags:
                continue
        yield Suspect(at, code, words)


@functools.lru_cache(maxsize=8192)
def _known(character: str) -> tuple[str, str, Callable[[str, str], bool] | None]:
    """Code and words for a character, and where it may stand all the same."""
    code = next((code for code, those in _CODES.items() if re.match(those, character)), "control-character")
    allowed = next((may for those, may in _ALLOWED if re.match(those, character)), None)
    return code, _words(code, character), allowed


def _words(code: str, character: str) -> str:
    name = unicodedata.name(character, "").lower()
    number = f"U+{ord(character):04X}"
    if code == "invisible-character":
        article = "an invisible character" if name else "a code point that is no character"
        return f"{article}, {number}" + (f" ({name})" if name else "")
    return f"a {code.replace('-', ' ')}, {number}"


# -- what passes, by the characters before and behind it (empty at an end of the text) --


def _is_in(pattern: str, character: str) -> bool:
    """Whether a letter or mark is of some scripts."""
    return re.match(pattern, character) is not None and unicodedata.category(character)[0] in "LM"


def _is_picture(character: str) -> bool:
    """Whether an emoji may end or begin with it: a symbol, its skin, or the selector behind it."""
    return character == "\ufe0f" or (
        bool(character) and unicodedata.category(character) in ("So", "Sm", "Sk") and character > "\u00a8"
    )


def _joiner(before: str, behind: str) -> bool:
    return _is_in(_JOINING, before) or (_is_picture(before) and _is_picture(behind))


def _non_joiner(before: str, behind: str) -> bool:
    return _is_in(_JOINING, before) and _is_in(_JOINING, behind)


def _no_space(before: str, behind: str) -> bool:
    return _is_in(_UNSPACED, before) and _is_in(_UNSPACED, behind)


def _mongolian(before: str, _behind: str) -> bool:
    return _is_in(_MONGOLIAN, before)


def _of_emoji(before: str, _behind: str) -> bool:
    return before != "\ufe0f" and (_is_picture(before) or re.match(_STYLED, before) is not None)


def _of_han(before: str, _behind: str) -> bool:
    return re.match(_HAN, before) is not None


def _selected(before: str, behind: str) -> bool:
    return _of_han(before, behind) or _of_emoji(before, behind)


def _of_marks(before: str, behind: str) -> bool:
    return all(each and each != "\u034f" and unicodedata.category(each) == "Mn" for each in (before, behind))


def _of_braille(before: str, behind: str) -> bool:
    return re.match(_BRAILLE, before) is not None and re.match(_BRAILLE, behind) is not None


_ALLOWED: Final[tuple[tuple[str, Callable[[str, str], bool]], ...]] = (
    ("\u200d", _joiner),
    ("\u200c", _non_joiner),
    ("\u200b", _no_space),  # where words are not spaced, it says where a line may end
    ("[\ufe0e\ufe0f]", _of_emoji),
    ("[\ufe00-\ufe0d]", _selected),
    ("[\U000e0100-\U000e01ef]", _of_han),
    ("[\u180b-\u180f]", _mongolian),
    ("\u034f", _of_marks),  # the Hebrew Bible keeps two points apart by it
    ("\u2800", _of_braille),
)
