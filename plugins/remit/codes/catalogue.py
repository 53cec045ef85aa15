"""The catalogue of codes: everything that can be found but for what rules find."""

# The code of a rule is made from its docstring: `remit.rules.ALL_CODES` holds both.

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from remit.codes.code import KINDS, LINKS, LIVE, READING, READINGS, SETTINGS, SHAPE, YAML, Code
from remit.diagnostics import Severity

ERROR, WARNING, SUGGESTION = Severity.ERROR, Severity.WARNING, Severity.SUGGESTION


# topic → id → usual severity, why it matters, how to fix it
_TOPICS: Final[Mapping[str, Mapping[str, tuple[Severity, str, str]]]] = {
    # what can be wrong with any YAML file
    YAML: {
        "alias": (
            ERROR,
            "an alias (`*name`) hides the real value and can expand without limit",
            "write the value out; put text that starts with `*` in quotes",
        ),
        "anchor": (
            ERROR,
            "an anchor (`&name`) is only useful for aliases, which are not allowed",
            "delete the anchor; put text that starts with `&` in quotes",
        ),
        "bidi-character": (
            ERROR,
            "it changes the direction of text, so people see something different from what programs read",
            "delete the character and type the text again",
        ),
        "byte-order-mark": (
            ERROR,
            "some tools read this invisible character as part of the first key",
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
            "delete the character; it often comes with pasted text",
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
            "an empty value may mean none or forgotten, and nobody can tell which",
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
        "invisible-character": (
            ERROR,
            "nobody sees it, so two texts that look alike are not, and a search does not find them",
            "delete the character; it often comes along when text is pasted from a page or a document",
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
            "it is text here, but other programs may read it as a number, and not all as the same number",
            "put it in quotes if it is text; write a plain decimal number if it is a number",
        ),
        "merge-key": (
            ERROR,
            "`<<` copies values from somewhere else, so this place does not show what applies",
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
        "odd-indentation": (
            ERROR,
            "it looks like a space and is none to YAML, so the line belongs to something else than it seems",
            "replace it by ordinary spaces; it often comes along when text is pasted",
        ),
        "second-document": (
            ERROR,
            "a line `---` starts a second document, and only one is read",
            "move it to a file of its own, or delete the line `---`",
        ),
        "tab": (
            ERROR,
            "YAML does not allow tabs in indentation, because their width varies",
            "indent with spaces",
        ),
        "tag": (
            ERROR,
            "a tag (`!name`) asks the program that reads it to create a special object, which is unsafe",
            "delete the tag; put text that starts with `!` in quotes",
        ),
        "too-deep": (
            ERROR,
            "no definition nests this deep; it is an accident or an attack",
            "move the values closer to the top level",
        ),
        "too-many-nodes": (
            ERROR,
            "a file of this size cannot be reviewed, and reading it takes too long",
            "split it: one definition a file, in a folder named after the kind",
        ),
        "yaml-syntax": (
            ERROR,
            "the file cannot be read as YAML, so nothing in it is checked",
            "fix this place and check again; if in doubt, put the text in quotes",
        ),
    },
    # what can be wrong with the files and ids of a handbook
    READING: {
        "unknown-file": (
            ERROR,
            "remit does not read this file, so its definitions would be missing",
            "give it the name of a kind (`metrics.yaml`, `metrics/…yaml`), or move it out of `governance/`",
        ),
        "empty-handbook": (
            WARNING,
            "where nothing is read nothing is found: the check says nothing about what was meant to be there",
            "write a first definition, in `governance/terms.yaml` for one, or name the folder that has them",
        ),
        "wrong-folder": (
            ERROR,
            "where a definition lies says what it is; here it would be read as something else",
            "move it to where its kind lies",
        ),
        "bad-id": (
            ERROR,
            "the id is the address in links, files and exports",
            "use at most 80 lower-case letters, digits and hyphens, such as `win-rate`",
        ),
        "id-taken": (
            ERROR,
            "one id must lead to one definition",
            "rename one of the two, or merge them",
        ),
        "not-a-definition": (
            ERROR,
            "a definition is a mapping of properties, with a name and a summary at least",
            "write its properties on lines of their own under the id",
        ),
    },
    # how a definition can differ from the schema of its kind
    SHAPE: {
        "unknown-property": (
            ERROR,
            "nothing reads a property that remit does not know, so what you wrote would have no effect",
            "correct the spelling, or delete the line; `remit schema` lists the properties",
        ),
        "former-property": (
            ERROR,
            "a property that is no longer read has no effect, though it once had",
            "write what the message says in its place",
        ),
        "missing-property": (
            ERROR,
            "the page, the rules and the readers all need it",
            "add the property with its value",
        ),
        "wrong-type": (
            ERROR,
            "a property has one shape everywhere, so that people and programs can rely on it",
            "write the value in the expected shape",
        ),
        "value-not-allowed": (
            ERROR,
            "the rules and the pages only know the listed values",
            "use one of the listed values",
        ),
        "wrong-form": (
            ERROR,
            "ids and references are lower-case words joined by hyphens; dates are year-month-day",
            "write it in the expected form",
        ),
        "too-little": (
            ERROR,
            "an empty or too small value says nothing",
            "give a value, or delete the property",
        ),
        "too-much": (
            ERROR,
            "a value of this size does not fit its place on the page",
            "shorten it",
        ),
        "said-twice": (
            ERROR,
            "repeating an entry adds nothing",
            "delete one of the two",
        ),
    },
    # what can be wrong with a reference
    LINKS: {
        "dangling-reference": (
            ERROR,
            "readers, and rules that follow this reference, find nothing there",
            "correct the id, or define what is missing",
        ),
        "mention-words": (
            ERROR,
            "the page shows the braces as they are typed instead of a link",
            "write plain words behind the `|`, without marks such as `*` or a backtick, or leave out the `|`",
        ),
        "wrong-kind": (
            ERROR,
            "this reference only makes sense for the expected kinds",
            "point to a definition of one of those kinds",
        ),
        "ambiguous-reference": (
            ERROR,
            "more than one kind has a definition with this id",
            "write `kind:id`",
        ),
        "formula-unreadable": (
            ERROR,
            "links, the metric tree and the checks are made from formulas and filters",
            "see the guide's page on formulas for the notation",
        ),
        "formula-without-number": (
            ERROR,
            "what gives no number, or tests no record, is prose that nobody can compute",
            "write it as the message says; the guide's page on formulas tells what every part gives",
        ),
    },
    # what can be wrong with the severities and waivers of `handbook.yaml`
    SETTINGS: {
        "policy-overreach": (
            WARNING,
            "what could not be read was not checked, so the handbook must not look clean",
            "delete the override and fix what it was meant to hide",
        ),
        "unknown-rule": (
            WARNING,
            "a severity or a waiver for a rule that does not exist has no effect",
            "correct the name; `remit explain` lists all rules",
        ),
        "waiver-expired": (
            WARNING,
            "a waiver that stays after its last day becomes permanent without anyone deciding that",
            "fix what it excused and delete it, or have it renewed with a later day",
        ),
        "waiver-unused": (
            WARNING,
            "a waiver that is no longer needed would hide the next problem",
            "delete it",
        ),
    },
    # what `remit drift` finds: a handbook beside what its systems say
    LIVE: {
        "live-without-decision": (
            ERROR,
            "people work with what the system says, and nobody has decided that it says so",
            "put the system right; or have it decided, and write it here",
        ),
        "decided-not-live": (
            WARNING,
            "what was decided is not done: pages and numbers go by one thing, the system by another",
            "roll it out in the system, then take a new snapshot",
        ),
        "live-unlisted": (
            WARNING,
            "what nobody has defined has no owner, and each team reads it in its own way",
            "define it, or take it out of the system",
        ),
        "live-unknown": (
            WARNING,
            "what cannot be told is not known to be the same",
            "make a snapshot that has it, or list it under `leaves-out` of the snapshot in `handbook.yaml`",
        ),
        "live-label": (
            SUGGESTION,
            "people look for the name that they see, and find another",
            "use one name; or add it to `aliases`, or `label` to `may-differ`",
        ),
        "live-allowed": (
            SUGGESTION,
            "it differs, and `may-differ` allows it",
            "nothing; take it out of `may-differ` when it no longer differs",
        ),
        "snapshot-odd": (
            SUGGESTION,
            "what is odd about a snapshot shows what cannot be relied on",
            "see whether the export is whole",
        ),
    },
    # what can be wrong with readings of metrics
    READINGS: {
        "reading-malformed": (
            ERROR,
            "a reading without a number, a period or a day says nothing, and leaves a gap in the series",
            "correct the cell; a period of which nothing was read has no line",
        ),
        "reading-twice": (
            ERROR,
            "of two numbers for one period from one source and day, nobody knows which was read",
            "delete the wrong line; a number that was measured again has its own day in `measured-on`",
        ),
        "reading-unit": (
            ERROR,
            "in another unit than its metric it is held against thresholds that mean something else",
            "write the number in the metric's unit, without naming it; of percent, 24 is 24 %",
        ),
        "reading-unknown-metric": (
            ERROR,
            "a reading of no metric is shown nowhere",
            "correct the id, or define the metric; one that has a new id is known by its `former-ids`, too",
        ),
        "readings-disagree": (
            WARNING,
            "two answers to one question: every meeting begins with which of them is right",
            "find out what the two count differently, or say with `tolerance` how far they may differ",
        ),
        "readings-unreadable": (
            ERROR,
            "lines that cannot be read are missing from every series, and nobody sees it there",
            "begin with `metric,period,slice,value,source,measured-on,note`; each line has as many cells",
        ),
    },
    # what can be wrong with a schema of the handbook's own
    KINDS: {
        "schema-not-a-kind": (
            ERROR,
            "a kind that cannot be read checks nothing",
            "compare with a built-in schema; `remit schema` prints them",
        ),
    },
}
CODES: Final[Mapping[str, Code]] = {
    id: Code(id, severity, why, fix, topic)
    for topic, codes in _TOPICS.items()
    for id, (severity, why, fix) in codes.items()
}
