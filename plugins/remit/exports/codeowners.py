"""Reviewers as the CODEOWNERS of GitHub or GitLab, and the part of such a file that is ours."""

# What is written is read back by a parser of its own and compared: a name or path from a pull
# request must never become a line, or an owner, more. GitLab takes owners out of comments as
# well, so no comment holds an `@`.

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from remit.diagnostics import RemitError
from remit.escape import printable
from remit.exports.reviewers import Line, Split, reviewers
from remit.frozen import dataclass
from remit.handbook import Handbook

SECTION = "Handbook"
LARGEST = 3_000_000  # bytes; GitHub ignores a larger file altogether
LONGEST = 160  # characters of a remark
SHOWN = 40  # lines of a diff
WILD = 6  # wildcards in one hand-written pattern that are followed

_MAIL = (
    r"[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
_NAME = r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,254}"


@dataclass(frozen=True, slots=True)
class Dialect:
    """What one host takes for an owner and a path, and where it looks for the file.

    `unsayable` are characters that no pattern can hold, `escaped` those that need a backslash.
    """

    name: str
    owner: re.Pattern[str]
    unsayable: str
    escaped: str
    places: tuple[str, ...]

    def is_handle(self, text: str) -> bool:
        """Whether the host takes it for an owner."""
        return self.owner.fullmatch(text) is not None

    def can_say(self, path: str) -> bool:
        """Whether a pattern can mean this path and no other."""
        return path.isprintable() and not any(sign in self.unsayable for sign in path)


DIALECTS: Mapping[str, Dialect] = MappingProxyType(
    {
        dialect.name: dialect
        for dialect in (
            Dialect(
                "github",
                re.compile(rf"@[A-Za-z0-9][A-Za-z0-9_-]{{0,38}}(?:/{_NAME})?|{_MAIL}"),
                # GitHub documents that [ ] ! and an escaped # do not work, and no other escape.
                unsayable="[]!#\\*?",
                escaped=" ",
                places=(".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"),
            ),
            Dialect(
                "gitlab",
                re.compile(rf"@{_NAME}(?:/{_NAME}){{0,20}}|{_MAIL}"),
                # A backslash at a path's end would take the space before the owners with it.
                unsayable="\\",
                escaped=" #[]*?",
                places=("CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"),
            ),
        )
    }
)


@dataclass(frozen=True, slots=True)
class Part:
    """The generated part of a CODEOWNERS, between its two marks, and what keeps it from being complete.

    `splits` are the files for which one line cannot say who must agree.
    """

    first: str
    last: str
    text: str
    count: int
    problems: tuple[str, ...]
    splits: tuple[Split, ...] = ()


def part(book: Handbook, dialect: Dialect, prefix: str = "") -> Part:
    """The lines of a handbook that lies in the folder `prefix` of its repository (empty: at the top)."""
    found = reviewers(book, dialect.is_handle)
    lines = [Line(f"{prefix}/{line.path}".lstrip("/"), line.owners) for line in found.lines]
    said = [line for line in lines if dialect.can_say(line.path)]
    unsaid = [line.path for line in lines if not dialect.can_say(line.path)]
    command = ["remit export codeowners", f"--dialect {dialect.name}"]
    if prefix:
        command.append(comment(prefix))
    first, last = (f"# {mark} {' '.join(command)}" for mark in (">>>", "<<<"))
    remarks = [*found.remarks, *(f"no pattern can say the path {path}" for path in unsaid)]
    text = "\n".join([first, *_head(remarks), *_body(said, found.default, dialect), last, ""])
    _hold(text, said, dialect)
    renames = (f"{dialect.name} has no pattern for the path `{path}`; rename it" for path in unsaid)
    problems = (*found.problems, *renames, *_too_large(text, dialect))
    return Part(first, last, text, len(said), problems, found.splits)


def comment(text: str) -> str:
    """Foreign text as part of a comment: one line, no signs of control, no owner.

    >>> comment("VP\\n/ @evil")
    'VP / (at)evil'
    """
    text = printable(text).replace("@", "(at)").encode("utf-8", "backslashreplace").decode()
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def pattern(path: str, dialect: Dialect) -> str:
    """The pattern that means one path, from the top of the repository."""
    return "/" + "".join(f"\\{sign}" if sign in dialect.escaped else sign for sign in path)


def _too_large(text: str, dialect: Dialect) -> Iterator[str]:
    size = len(text.encode())
    if dialect.name == "github" and size > LARGEST:
        yield f"{size} bytes: GitHub reads no more than {LARGEST}; put small definitions into collections"


def _head(remarks: Sequence[str]) -> Iterator[str]:
    yield "# Generated: who must agree to a change, then who else is involved. Edit the definitions and run"
    yield "# the command again; what stands outside these two marks is left as it is."
    yield from (f"# {comment(remark)}" for remark in remarks)


def _body(lines: Sequence[Line], default: tuple[str, ...], dialect: Dialect) -> Iterator[str]:
    """A line for each path; in a section of GitLab the owners of the section need no repeating."""
    sections = dialect.name == "gitlab"
    if sections:
        yield " ".join((f"[{SECTION}]", *default))
    for line in lines:
        owners = () if sections and line.owners == default else line.owners
        yield " ".join((pattern(line.path, dialect), *owners))


# -- reading back --


def parse(text: str, dialect: Dialect) -> list[Line]:
    """Paths and owners of a generated part, read as strictly as can be; raises ValueError for all else."""
    found: list[Line] = []
    default: tuple[str, ...] = ()
    for line in text.splitlines():  # splits at every sign that anybody takes for a line's end
        if line.startswith("#"):
            if "@" in line:
                raise ValueError(f"an owner in a comment: {line!r}")
            continue
        first, *owners = re.split(r"(?<!\\)\s+", line)
        for owner in owners:
            if not dialect.is_handle(owner):
                raise ValueError(f"not an owner: {owner!r}")
        if first == f"[{SECTION}]" and dialect.name == "gitlab":
            default = tuple(owners)
            continue
        if not (owners or default):
            raise ValueError(f"nobody owns {first!r}")
        found.append(Line(_path(first, dialect), tuple(owners) or default))
    return found


def _path(text: str, dialect: Dialect) -> str:
    if not text.startswith("/"):
        raise ValueError(f"not from the top of the repository: {text!r}")
    path = ""
    for token in re.findall(r"\\?.", text[1:]):
        sign = token[-1]
        if (len(token) == 2) != (sign in dialect.escaped) or sign in dialect.unsayable:
            raise ValueError(f"not one path: {text!r}")
        path += sign
    return path


def _hold(text: str, lines: Sequence[Line], dialect: Dialect) -> None:
    """Raise RemitError unless the text says exactly these lines."""
    try:
        same = parse(text, dialect) == list(lines)
    except ValueError as problem:
        raise RemitError(f"the CODEOWNERS would not say what it should: {problem}") from problem
    if not same:
        raise RemitError("the CODEOWNERS would not say what it should: it reads back otherwise")


# -- the file around it --


def placed(part: Part, text: str) -> str:
    """A CODEOWNERS with our part in place of the old one, or at its end; all else is left as it is.

    Raises RemitError when the marks are not two, one after the other.
    """
    newline = "\r\n" if "\r\n" in text else "\n"
    ours = part.text.replace("\n", newline)
    lines = re.findall(r"[^\n]*\n|[^\n]+", text)
    firsts, lasts = (
        [number for number, line in enumerate(lines) if line.rstrip("\r\n") == mark]
        for mark in (part.first, part.last)
    )
    if not firsts and not lasts:
        gap = "" if not text else newline if text.endswith("\n") else newline * 2
        return text + gap + ours
    if len(firsts) != 1 or len(lasts) != 1 or firsts[0] > lasts[0]:
        where = ", ".join(str(n + 1) for n in sorted((*firsts, *lasts)))
        raise RemitError(
            f"`{part.first}` and `{part.last}` must stand once each, in this order (lines {where}); "
            "delete what is left of the old part and run the command again"
        )
    return "".join(lines[: firsts[0]]) + ours + "".join(lines[lasts[0] + 1 :])


def misplaced(part: Part, text: str, dialect: Dialect) -> Iterator[str]:
    """Hand-written entries below our part that the host reads as part of it, or instead of it."""
    below = _below(part, text)
    if dialect.name == "gitlab":  # up to the next section, an entry belongs to ours
        for number, line in below[:1]:
            if not line.startswith(("[", "^[")):
                yield f"line {number} would belong to the section above it; put it above the marks"
        return
    ours = [line.path for line in parse(part.text, dialect)]
    for number, line in below:  # the last entry that fits a path is the one that holds
        if path := _hit(re.split(r"(?<!\\)\s", line, maxsplit=1)[0], ours):
            yield f"line {number} comes later and takes `{path}` from its reviewers; put it above the marks"


def _below(part: Part, text: str) -> list[tuple[int, str]]:
    """Line number and entry of what stands below our part."""
    lines = text.splitlines()
    start = lines.index(part.last) + 1 if part.last in lines else len(lines)
    entries = enumerate((line.strip() for line in lines[start:]), start + 1)
    return [(number, line) for number, line in entries if line and not line.startswith("#")]


def _hit(written: str, paths: Sequence[str]) -> str:
    """The first of our paths of which a hand-written pattern takes something; empty for none."""
    if written.count("*") > WILD:  # matching would take for ever, and it may well be meant to hit
        return paths[0] if paths else ""
    anchored = "/" in written.rstrip("/")
    glob = written.replace("\\ ", " ").strip("/")
    signs = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    inner = "".join(
        signs.get(each) or re.escape(each) for each in re.findall(r"\*\*/|\*\*|.", glob, flags=re.DOTALL)
    )
    fits = re.compile(f"{'' if anchored else '(?:.*/)?'}{inner}(?:/.*)?")
    for path in paths:
        inside = glob.startswith(path) if path.endswith("/") else False
        if inside or fits.fullmatch(path.rstrip("/")) or fits.fullmatch(f"{path}x.yaml"):
            return path
    return ""


def stale(part: Part, text: str, name: str) -> str:
    """How a committed file differs from what it should be, as a short diff; empty when it does not."""
    wanted = placed(part, text)
    if wanted == text:
        return ""
    old, new = (each.replace("\r\n", "\n").split("\n") for each in (text, wanted))
    diff = list(difflib.unified_diff(old, new, name, "what the definitions say", n=1, lineterm=""))
    more = [f"… and {len(diff) - SHOWN} lines more"] if len(diff) > SHOWN else []
    return "".join(f"{printable(line)}\n" for line in [*diff[:SHOWN], *more])


def committed(top: Path, dialect: Dialect) -> Path:
    """The file that the host reads; raises RemitError when there is none."""
    found = next((top / place for place in dialect.places if (top / place).is_file()), None)
    if found is None:
        places = ", ".join(f"`{place}`" for place in dialect.places)
        raise RemitError(f"there is no CODEOWNERS ({places}); write one with --output {dialect.places[0]}")
    return found
