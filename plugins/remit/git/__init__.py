"""What git knows: commits, and the bytes of files at any of them."""

# The only room that starts a program beside the plugin's, and the only program is git. A
# ref from outside is turned into a hash first and never stands where an option
# could; paths are literal; nothing that a repository configures (hooks, signatures,
# monitors, text conversion) is run, and nothing is fetched.

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO

from remit.diagnostics import RemitError
from remit.files import repository
from remit.frozen import dataclass
from remit.git.log import FORMAT, NOWHERE, Commit, Touch, day_of, read_log
from remit.git.process import (
    NoRepository,
    UnreadableRepository,
    command,
    environment,
    failed,
    first_line,
    garbled,
    is_broken,
    not_started,
    run,
)

__all__ = [
    "FILE", "LINK", "LONGEST", "MODULE", "NOWHERE", "Commit", "NoRepository", "Repository", "Touch",
    "UnreadableRepository",
    "open_repository",
]  # fmt: skip
_FETCH_ALL = "`git fetch --unshallow` brings the rest (in GitHub Actions: `fetch-depth: 0`)"
FILE, LINK, MODULE = "file", "link", "module"
LONGEST = 500  # characters of a ref; the system refuses a much longer argument
_HASH = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?\Z")
_PIPE = 1 << 20  # bytes read at once from `cat-file`


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
        if done.returncode == 0:
            if not _HASH.match(found):
                raise garbled("rev-parse")
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
            found = done.stdout.decode("utf-8", "replace").partition("\n")[0]
            if not _HASH.match(found):
                raise garbled("merge-base")
            return found
        why = f"this clone is shallow: {_FETCH_ALL}" if self.shallow else "they have no common past"
        raise RemitError(f"{base[:10]} and {head[:10]} cannot be compared from where they parted; {why}")

    def head(self) -> str | None:
        """The commit that is checked out, or None before the first."""
        done = self._run("rev-parse", "--verify", "--quiet", "HEAD^{commit}", may=(1,))
        found = done.stdout.decode("utf-8", "replace").strip()
        if done.returncode == 0 and not _HASH.match(found):
            raise garbled("rev-parse")
        return found or None

    def cut_at(self) -> str:
        """Where a shallow clone is cut off, as text to compare; empty for a whole one."""
        if not self.shallow:
            return ""
        path = (
            self._run("rev-parse", "--path-format=absolute", "--git-path", "shallow").stdout.decode().strip()
        )
        return Path(path).read_text(encoding="ascii")

    # -- content --

    def files(
        self, commit: str, folders: Sequence[str], prefix: str | None = None
    ) -> dict[str, tuple[str, str]]:
        """Look up path → (`file`, `link` or `module`, blob id) of all that lies in folders at a commit.

        The folders are those below `prefix`; without one, below the repository's own.
        """
        prefix = self.prefix if prefix is None else prefix
        paths = [f"{prefix}{folder}" for folder in folders]
        done = self._run("ls-tree", "-r", "-z", "--full-tree", commit, "--", *paths)
        found: dict[str, tuple[str, str]] = {}
        if not done.stdout.endswith(b"\0") and done.stdout:
            raise garbled("ls-tree")
        for line in done.stdout.decode("utf-8", "surrogateescape").split("\0"):
            if line:
                about, tab, path = line.partition("\t")
                if not tab or about.count(" ") != 2:
                    raise garbled("ls-tree")
                mode, _, blob = about.split(" ")
                kind = {"120000": LINK, "160000": MODULE}.get(mode, FILE)
                found[path.removeprefix(prefix)] = (kind, blob)
        return found

    def blobs(self, ids: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
        """(id, bytes) for each blob, from one process; None for one that is not here."""
        wanted = list(dict.fromkeys(ids))
        if not wanted:
            return
        import tempfile  # a history that was kept asks for none

        # Only the answers come through a pipe: whoever waits for one while another is full waits for ever.
        with tempfile.TemporaryFile() as asked, tempfile.TemporaryFile() as told:
            asked.write("".join(f"{id}\n" for id in wanted).encode())
            asked.seek(0)
            try:
                process = subprocess.Popen(
                    command(self.folder, ("cat-file", "--batch", "--buffer")),
                    stdin=asked, stdout=subprocess.PIPE, stderr=told, env=environment(), bufsize=_PIPE,
                )  # fmt: skip
            except OSError as problem:
                raise not_started(problem) from problem
            with process:
                yield from _answers(process, wanted, told)

    # -- history --

    def skipped(self, folders: Sequence[str]) -> dict[str, str]:
        """Look up path → blob id of files that a sparse checkout leaves out of the working tree."""
        done = self._run("ls-files", "-z", "-t", "--stage", "--", *folders)
        found: dict[str, str] = {}
        for line in done.stdout.decode("utf-8", "surrogateescape").split("\0"):
            about, _, path = line.partition("\t")
            if about.startswith("S "):
                found[path] = about.split(" ")[2]
        return found

    def log(self, head: str, folders: Sequence[str], prefix: str | None = None) -> list[Commit]:
        """The commits of the main line that touched folders below `prefix`, oldest first.

        The main line is what `head` reaches by first parents: a merge counts as one step, on
        the day it arrived, however many commits it brought.
        """
        prefix = self.prefix if prefix is None else prefix
        line = self._main_line(head)
        told = self._told(line, *(f"{prefix}{folder}" for folder in folders))
        return read_log(told, prefix, _days(line))[::-1]

    def touches(self, commit: str) -> tuple[Touch, ...]:
        """Every file of the whole repository that a commit changed; paths from the top."""
        told = self._told(self._main_line(commit, "-1"))
        return next((each.touches for each in read_log(told, "", {})), ())

    def _main_line(self, head: str, *most: str) -> list[tuple[int, str, str]]:
        """(time in seconds, commit, its first parent or nothing) along the main line, newest first."""
        done = self._run("rev-list", "--first-parent", "--parents", "--timestamp", *most, head)
        found: list[tuple[int, str, str]] = []
        for said in done.stdout.decode("ascii", "replace").splitlines():
            seconds, id, *parents = said.split(" ")
            if not (seconds.isdigit() and _HASH.match(id)):
                raise garbled("rev-list")
            found.append((int(seconds), id, parents[0] if parents else ""))
        return found

    def _told(self, line: Iterable[tuple[int, str, str]], *paths: str) -> bytes:
        """What some commits changed against their first parents, as `read_log` takes it.

        `git log` tells the same at a sixth more: it compares the trees of each commit twice, first to
        see whether there is anything to tell.
        """
        return run(
            Path(self.folder, *[".."] * self.prefix.count("/")),
            "diff-tree", "--stdin", "-z", "-r", "--root", "--raw", "--no-abbrev", "--no-renames",
            "--no-color", "--no-relative", "--no-notes", "--no-show-signature", "--encoding=UTF-8",
            "--ignore-submodules=none", f"--format={FORMAT}", "--", *paths,
            asked="".join(f"{id} {parent}".rstrip() + "\n" for _, id, parent in line).encode(),
        ).stdout  # fmt: skip

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

    def _run(
        self, *arguments: str, may: Sequence[int] = (), literal: bool = True
    ) -> subprocess.CompletedProcess[bytes]:
        return run(self.folder, *arguments, may=may, literal=literal)


def open_repository(folder: Path) -> Repository:
    """The repository that a folder lies in; raises NoRepository, saying why there is none."""
    questions = ("--is-shallow-repository", "--is-inside-work-tree", "--show-prefix")
    done = run(folder, "rev-parse", *questions, may=range(256))
    if done.returncode:
        said = first_line(done.stderr)
        if "dubious ownership" in said:
            top = shlex.quote(str(repository(folder)[0]))  # git trusts a repository, not a folder of it
            raise UnreadableRepository(
                "git does not trust this folder, which belongs to somebody else; "
                f"`git config --global --add safe.directory {top}` says that you do"
            )
        if "not a git repository" in said:
            raise NoRepository(
                "this folder is not in a git repository, so nothing is known about earlier versions"
            )
        raise UnreadableRepository(f"git cannot read this repository: {said}")
    answers = done.stdout.decode("utf-8", "surrogateescape").split("\n", 2)
    if len(answers) < 3 or not {*answers[:2]} <= {"true", "false"}:
        raise garbled("rev-parse")
    shallow, inside, prefix = answers
    if inside != "true":
        raise NoRepository("this folder lies inside git's own files; run remit in a checkout")
    return Repository(folder, prefix.removesuffix("\n"), shallow == "true")


def _days(line: Sequence[tuple[int, str, str]]) -> dict[str, str]:
    """Each commit of the main line → its day in UTC, never before that of its parent."""
    found: dict[str, str] = {}
    latest = ""
    for seconds, id, _ in reversed(line):
        found[id] = latest = max(latest, day_of(seconds))
    return found


def _answers(
    process: subprocess.Popen[bytes], wanted: Sequence[str], told: IO[bytes]
) -> Iterator[tuple[str, bytes | None]]:
    """What git answers for each blob; `told` is what it complains of meanwhile."""
    assert process.stdout is not None
    try:
        for id, content in _batch(process.stdout, wanted):
            if content is None and is_broken(complaints := _read(told)):
                raise failed("cat-file", None, complaints)
            yield id, content
    except _Stopped:
        process.stdout.close()
        raise failed("cat-file", process.wait(), _read(told)) from None
    finally:
        process.stdout.close()


def _read(told: IO[bytes]) -> bytes:
    told.seek(0)
    return told.read()


class _Stopped(Exception):
    """Git has ended before it answered everything."""


def _batch(pipe: IO[bytes], ids: Sequence[str]) -> Iterator[tuple[str, bytes | None]]:
    for id in ids:
        name, _, size = pipe.readline().partition(b" blob ")
        if name == id.encode() and size[:-1].isdigit():
            content = pipe.read(int(size) + 1)
            if len(content) <= int(size):
                raise _Stopped
            yield id, content[:-1]
        elif not name:
            raise _Stopped
        elif name.endswith(b" missing\n"):
            yield id, None
        else:
            raise garbled("cat-file")
