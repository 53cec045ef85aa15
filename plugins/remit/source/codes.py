"""What can be wrong with any YAML file: one code for each fault, with its reason and its remedy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from remit.diagnostics import Severity

ERROR, WARNING = Severity.ERROR, Severity.WARNING

# code: severity, why it matters, how to mend it
SOURCE_CODES: Final[Mapping[str, tuple[Severity, str, str]]] = {
    "alias": (
        ERROR,
        "an alias (`*name`) hides what is written and can grow without bound",
        "write the value out; put text that starts with `*` in quotes",
    ),
    "anchor": (
        ERROR,
        "an anchor (`&name`) serves aliases only, and those are not allowed",
        "delete the anchor; put text that starts with `&` in quotes",
    ),
    "bidi-character": (
        ERROR,
        "it changes the direction of text, so a reader sees something else than the machine",
        "delete the character and type the text again",
    ),
    "byte-order-mark": (
        ERROR,
        "some tools take this invisible character for part of the first key",
        "save the file as UTF-8 without a byte order mark",
    ),
    "comment-cuts-text": (
        WARNING,
        "a `#` after a space starts a comment, so the rest of the line is lost",
        "put the text in quotes; for a comment, write a space after `#`",
    ),
    "conflict-marker": (
        ERROR,
        "a merge was not finished, so nobody knows which side counts",
        "choose a side and delete the lines with `<<<<<<<`, `=======` and `>>>>>>>`",
    ),
    "control-character": (
        ERROR,
        "it cannot be seen, and many programs cannot store it",
        "delete the character; it often comes along when text is pasted",
    ),
    "duplicate-key": (
        ERROR,
        "most programs keep one of the two and silently lose the other",
        "delete one of the two, or rename it",
    ),
    "empty-file": (
        ERROR,
        "a file without content is more often an accident than a decision",
        "write the definition, or delete the file",
    ),
    "empty-key": (
        ERROR,
        "a value without a name cannot be found again",
        "write a name before the colon",
    ),
    "empty-value": (
        ERROR,
        "nobody can tell a value that is missing from one that was forgotten",
        "write a value, or delete the line",
    ),
    "file-too-large": (
        ERROR,
        "a file of this size cannot be reviewed, and reading it takes too long",
        "split it: one definition a file, in a folder named after the kind",
    ),
    "key-not-text": (
        ERROR,
        "a key is a name; a list or a mapping cannot be one",
        "put text that starts with `{` or `[` in quotes",
    ),
    "line-separator": (
        ERROR,
        "it ends a line for some programs only, so it can start a hidden key",
        "replace the character by a space or an ordinary line break",
    ),
    "lone-surrogate": (
        ERROR,
        "half of a character cannot be written to any file",
        "type the character itself instead of its `\\u` escapes",
    ),
    "looks-like-number": (
        WARNING,
        "it is text here, but other programs read it as a number, and not all as the same one",
        "put it in quotes if it is text; write a plain decimal number if it is a number",
    ),
    "merge-key": (
        ERROR,
        "`<<` copies values from elsewhere, so what counts is not what is written here",
        "write the values out",
    ),
    "not-a-mapping": (
        ERROR,
        "a definition is made of keys and values",
        "write `key: value` lines at the top level of the file",
    ),
    "not-utf8": (
        ERROR,
        "text in another encoding comes out garbled for others",
        "save the file with the encoding UTF-8",
    ),
    "number-out-of-range": (
        ERROR,
        "programs round a number of this size, each in its own way",
        "put it in quotes if it is an identifier; else write a number that can be kept exactly",
    ),
    "second-document": (
        ERROR,
        "a line `---` starts a second document, and only one is read",
        "move it to a file of its own, or delete the line `---`",
    ),
    "tab": (
        ERROR,
        "YAML forbids tabs in indentation, since nobody knows how wide one is",
        "indent with spaces",
    ),
    "tag": (
        ERROR,
        "a tag (`!name`) asks the reader to make a special object, which is unsafe",
        "delete the tag; put text that starts with `!` in quotes",
    ),
    "too-deep": (
        ERROR,
        "no definition nests this deep; it is an accident or an attack",
        "bring the values nearer to the top level",
    ),
    "too-many-nodes": (
        ERROR,
        "a file of this size cannot be reviewed, and reading it takes too long",
        "split it: one definition a file, in a folder named after the kind",
    ),
    "yaml-syntax": (
        ERROR,
        "the file cannot be read as YAML, so nothing in it is checked",
        "mend this place and check again; if in doubt, put the text in quotes",
    ),
}
