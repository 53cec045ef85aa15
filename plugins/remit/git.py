"""What git knows: commits, and the bytes of files at any of them."""

# The only module that starts a program, and the only program is git. A
# ref from outside is turned into a hash first and never stands where an option
# could; paths are literal; nothing that a repository configures (hooks, signatures,
# monitors, text conversion) is run, and nothing is fetched.

from __future__ import annotations

import os
import re
import subprocess
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NamedTuple

from remit.diagnostics import RemitError

_SETTINGS = (
    "core.fsmonitor=false",
    "core.quotePath=false",
    "diff.orderFile=/dev/null",
    "log.showRoot=true",
    "log.follow=false",
    "log.showSignature=false",
    "protocol.allow=never",
)
# Set by git itself around a hook, or by a habit: they name another place than the one that is asked
# about, or another way to read paths.
_LOCAL = frozenset(
    {"GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_COMMON_DIR", "GIT_DIR", "GIT_GLOB_PATHSPECS",
     "GIT_GRAFT_FILE", "GIT_ICASE_PATHSPECS", "GIT_IMPLICIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_NAMESPACE",
     "GIT_NOGLOB_PATHSPECS", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX", "GIT_REPLACE_REF_BASE",
     "GIT_SHALLOW_FILE", "GIT_WORK_TREE"}
)  # fmt: skip
_FORMAT = "format:%x01%H%x00%P%x00%cI%x00%an%x00%s"
_FETCH_ALL = "`git fetch --unshallow` brings the rest (in GitHub Actions: `fetch-depth: 0`)"
FILE, LINK, MODULE = "file", "link", "module"
LONGEST = 500  # characters of a ref; the system refuses a much longer argument
_HASH = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?\Z")
_PIPE = 1 << 20  # bytes read at once from `cat-file`
NOWHERE = "0" * 40  # no blob has this id


class NoRepository(RemitError):
    """There is no repository, or no git: what has happened before cannot be known."""


class Touch(NamedTuple):
    """One file that a commit changed: blob ids before and after, empty where there is no file.

    A link or another repository in its place has an id under which `blobs` finds nothing.
    """

    path: str
    old: str
    new: str


class Commit(NamedTuple):
    """One step of the main line. `when` is the committer's time in ISO form, with its offset.

    `first` is True for a commit without parents: where history starts, or where a
    shallow clone was cut off.
    """

    id: str
    when: str
    author: str
    subject: str
    first: bool
    touches: tuple[Touch, ...]

    @property
    def day(self) -> str:
        """The day of the commit where it was made."""
        return self.when[:10]


@dataclass(frozen=True, slots=True)
class Repository:
    """A git repository as seen from one folder in it.

    `prefix` leads from the repository's top to that folder: empty, or ending in `/`.
    All paths given and taken are relative to the folder.
    """

    folder: Path
    prefix: str
    shallow: bool

    # -- refs --

    def resolve(self, ref: str) -> str:
        """The hash of the commit that a ref names; raises RemitError with what to do."""
        if not ref or ref.startswith("-") or len(ref) > LONGEST or "\0" in ref or "\n" in ref:
            raise RemitError(f"{ref[:60]!r} is not the name of a commit; give a branch, a tag or a hash")
        done = self._run(
            "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}", may=(1, 128)
        )
        found = done.stdout.decode("utf-8", "replace").strip()
        if done.returncode == 0 and _HASH.match(found):
            return found
        if ".." in ref:
            raise RemitError(f"`{ref}` is a range; give the two ends as two arguments: BASE HEAD")
        hint = f"; this clone is shallow, so it may be cut off: {_FETCH_ALL}" if self.shallow else ""
        raise RemitError(
            f"there is no commit `{ref}` here; `git branch --all` and `git tag` list names{hint}"
        )

    def merge_base(self, base: str, head: str) -> str:
        """Where the ways of two commits parted; raises RemitError when that is unknown."""
        done = self._run("merge-base", base, head, may=(1, 128))
        if done.returncode == 0:
            return done.stdout.decode().split()[0]
        why = f"this clone is shallow: {_FETCH_ALL}" if self.shallow else "they have no common past"
        raise RemitError(f"{base[:10]} and {head[:10]} cannot be compared from where they parted; {why}")

    def head(self) -> str | None:
        """The commit that is checked out, or None before the first."""
        done = self._run("rev-parse", "--verify", "--quiet", "HEAD^{commit}", may=(1, 128))
        return done.stdout.decode().strip() or None

    def cut_at(self) -> str:
        """Where a shallow clone is cut off, as text to compare; empty for a whole one."""
        if not self.shallow:
            return ""
        path = (
            self._run("rev-parse", "--path-format=absolute", "--git-path", "shallow").stdout.decode().strip()
        )
        return Path(path).read_text(encoding="ascii")

    # -- content --

    def files(self, commit: str, folders: Sequence[str]) -> dict[str, tuple[str, str]]:
        """Look up path → (`file`, `link` or `module`, blob id) of all that lies in folders at a commit."""
        paths = [f"{self.prefix}{folder}" for folder in folders]
        done = self._run("ls-tree", "-r", "-z", "--full-tree", commit, "--", *paths)
        found: dict[str, tuple[str, str]] = {}
        for line in done.stdout.decode("utf-8", "surrogateescape").split("\0"):
            if line:
                about, _, path = line.partition("\t")
                mode, _, blob = about.split(" ")
                kind = {"120000": LINK, "160000": MODULE}.get(mode, FILE)
                found[path.removeprefix(self.prefix)] = (kind, blob)
        return found

    def blobs(self, ids: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
        """(id, bytes) for each blob, from one process; None for one that is not here."""
        wanted = list(dict.fromkeys(ids))
        if not wanted:
            return
        with subprocess.Popen(
            self._command("cat-file", "--batch", "--buffer"),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=_environment(),
            bufsize=_PIPE,
        ) as process:  # fmt: skip
            assert process.stdin is not None
            assert process.stdout is not None
            # Both pipes have an end: whoever only writes while git waits to be read waits for ever.
            writer = threading.Thread(target=_write, args=(process.stdin, wanted), daemon=True)
            writer.start()
            try:
                yield from _batch(process.stdout, wanted)
            finally:
                process.stdout.close()
                writer.join()

    # -- history --

    def log(self, head: str, folders: Sequence[str]) -> list[Commit]:
        """The commits of the main line that touched folders, oldest first.

        The main line is what `head` reaches by first parents: a merge counts as one step, on
        the day it arrived, however many commits it brought.
        """
        done = self._run(
            "log", "-z", "--raw", "--no-abbrev", "--no-renames", "--first-parent",
            "--diff-merges=first-parent", "--no-color", "--no-relative", "--no-notes", "--no-decorate",
            "--no-mailmap", "--no-show-signature", "--encoding=UTF-8", "--ignore-submodules=none",
            f"--format={_FORMAT}", head, "--", *folders,
        )  # fmt: skip
        return list(_commits(done.stdout, self.prefix))[::-1]

    def last_with(self, commit: str, patterns: Sequence[str]) -> tuple[str, str] | None:
        """The last commit up to one that had a file of some patterns, and such a file; None for none.

        Patterns are those of git's `glob`, from the top of the repository: all of it is looked at, and
        every way that led to the commit, also those whose work a merge left out.
        """
        done = self._run(
            "log", "-z", "-1", "--full-history", "-m", "--format=%H", "--name-only", "--no-renames",
            "--no-color", "--no-relative", "--no-show-signature", "--diff-filter=ACDMT", commit,
            "--", *(f":(top,glob){pattern}" for pattern in patterns), literal=False,
        )  # fmt: skip
        fields = [each for each in done.stdout.decode("utf-8", "replace").split("\0") if each.strip()]
        return (fields[0].strip(), fields[1].strip()) if len(fields) > 1 else None

    # -- git --

    def _command(self, *arguments: str) -> list[str]:
        return _command(self.folder, arguments)

    def _run(
        self, *arguments: str, may: tuple[int, ...] = (), literal: bool = True
    ) -> subprocess.CompletedProcess[bytes]:
        done = subprocess.run(
            _command(self.folder, arguments, literal=literal),
            env=_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        if done.returncode and done.returncode not in may:
            raise RemitError(f"git {arguments[0]} failed: {_said(done)}")
        return done


def open_repository(folder: Path) -> Repository:
    """The repository that a folder lies in; raises NoRepository, saying why there is none."""
    command = _command(
        folder, ("rev-parse", "--is-shallow-repository", "--is-inside-work-tree", "--show-prefix")
    )
    try:
        done = subprocess.run(
            command, env=_environment(), stdin=subprocess.DEVNULL, capture_output=True, check=False
        )
    except FileNotFoundError as problem:
        raise NoRepository("git is not installed, so nothing is known about earlier versions") from problem
    if done.returncode:
        said = _said(done)
        if "dubious ownership" in said:
            raise NoRepository(
                "git does not trust this folder, which belongs to somebody else; "
                "`git config --global --add safe.directory FOLDER` says that you do"
            )
        if "not a git repository" in said:
            raise NoRepository(
                "this folder is not in a git repository, so nothing is known about earlier versions"
            )
        raise NoRepository(f"git cannot read this repository: {said}")
    shallow, inside, prefix = done.stdout.decode("utf-8", "surrogateescape").split("\n", 2)
    if inside != "true":
        raise NoRepository("this folder lies inside git's own files; run remit in a checkout")
    return Repository(folder, prefix.removesuffix("\n"), shallow == "true")


def _command(folder: Path, arguments: Sequence[str], *, literal: bool = True) -> list[str]:
    """A command of git; `literal`: paths mean themselves, whatever signs are in them."""
    settings = [part for setting in _SETTINGS for part in ("-c", setting)]
    return [
        "git",
        "-C",
        str(folder),
        "--no-pager",
        *(("--literal-pathspecs",) if literal else ()),
        "--no-replace-objects",
        *settings,
        *arguments,
    ]


def _environment() -> Mapping[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in _LOCAL}
    return {
        **kept,
        "LC_ALL": "C",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_FLUSH": "0",  # else `git log` writes each commit on its own
    }


def _said(done: subprocess.CompletedProcess[bytes]) -> str:
    return done.stderr.decode("utf-8", "replace").strip().removeprefix("fatal: ").partition("\n")[0]


def _write(pipe: IO[bytes], ids: Sequence[str]) -> None:
    try:
        pipe.write("".join(f"{id}\n" for id in ids).encode())
        pipe.close()
    except BrokenPipeError:
        pass  # whoever reads has stopped


def _batch(pipe: IO[bytes], ids: Sequence[str]) -> Iterator[tuple[str, bytes | None]]:
    for id in ids:
        about = pipe.readline().split()
        if not about:
            raise RemitError("git cat-file stopped before it was done; `git fsck` says what is broken")
        if about[-1] == b"missing":
            yield id, None
            continue
        content = pipe.read(int(about[2]))
        pipe.read(1)
        yield id, content


def _commits(output: bytes, prefix: str) -> Iterator[Commit]:
    """Read `git log -z --raw`; fields are told apart by NUL alone, which no message can hold."""
    tokens = iter(output.decode("utf-8", "surrogateescape").split("\0"))
    token = next(tokens, "")
    while token.startswith("\x01"):
        id = token[1:]
        parents, when, author = next(tokens), next(tokens), next(tokens)
        subject, _, raw = next(tokens).partition("\n")
        touches: list[Touch] = []
        while raw.startswith(":"):
            touches.append(_touch(raw, next(tokens).removeprefix(prefix)))
            raw = next(tokens, "")
        token = raw or next(tokens, "")
        yield Commit(id, when, _clean(author), _clean(subject), not parents, tuple(touches))


def _touch(raw: str, path: str) -> Touch:
    old_mode, new_mode, old, new, _ = raw[1:].split(" ", 4)
    return Touch(_clean(path), _blob(old_mode, old), _blob(new_mode, new))


def _blob(mode: str, id: str) -> str:
    """The blob of a file; empty for no file, and one that nobody has for a link or a module."""
    if mode == "000000":
        return ""
    return id if mode in ("100644", "100755", "100664") else NOWHERE


def _clean(text: str) -> str:
    """Text that can be written anywhere: bytes that are no UTF-8 become question marks."""
    return text if text.isascii() else text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
