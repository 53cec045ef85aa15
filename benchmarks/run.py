"""`make bench`: both sides in turn, in fresh processes; CPU ratios and peak memory.

Ratios of CPU seconds (user + system) of whole processes, the median of the pairs;
an absolute time says little on a shared machine, so none is a target.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from generate import write_history, write_markdown, write_yaml  # noqa: E402 - a script beside this one

BIN = Path(sys.executable).parent
QUIET = {"NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": "1790000000"}

# An installed program has its bytecode, and nobody's habits.
SURROUNDINGS = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}


def measured(command: Sequence[str], folder: Path, kept: Path | None = None) -> tuple[float, float]:
    """CPU seconds and peak memory in MB of one fresh process; its exit code may be 0 or 1.

    `kept` is where `remit` keeps histories; without it, it keeps none.
    """
    process = subprocess.Popen(
        command,
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**SURROUNDINGS, **QUIET, "REMIT_CACHE": str(kept or "")},
    )
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    code = os.waitstatus_to_exitcode(status)
    if code not in (0, 1):
        raise SystemExit(f"{' '.join(command)} exited {code}: {said.decode()[-2000:]}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def compare(
    title: str, ours: tuple[Sequence[str], Path], theirs: tuple[Sequence[str], Path], runs: int
) -> float:
    """Run both sides in turn; print and return the median ratio of CPU, ours to theirs."""
    return report(title, [(measured(*ours), measured(*theirs)) for _ in range(runs)])


Measure = tuple[float, float]


def report(title: str, pairs: Sequence[tuple[Measure, Measure]]) -> float:
    """Print and return the median ratio of CPU of some pairs, ours to theirs."""
    ratio = statistics.median(ours[0] / theirs[0] for ours, theirs in pairs)
    seconds = [statistics.median(pair[side][0] for pair in pairs) for side in (0, 1)]
    memory = [max(pair[side][1] for pair in pairs) for side in (0, 1)]
    print(
        f"{title:<58} {ratio:7.3f} ×   {seconds[0]:7.2f} s : {seconds[1]:7.2f} s"
        f"   {memory[0]:5.0f} MB : {memory[1]:5.0f} MB",
        flush=True,
    )
    return ratio


def check_side(base: Path, count: int, runs: int) -> None:
    folder = base / f"yaml-{count}"
    write_yaml(folder, count)
    check = [str(BIN / "remit"), "check", "."]
    parse = [sys.executable, str(HERE / "bare_parse.py"), "governance"]
    compare(
        f"check {count:,} : bare CSafeLoader parse of the same files", (check, folder), (parse, folder), runs
    )
    if count == 1000:
        files = [
            str(path.relative_to(folder)) for path in sorted((folder / "governance" / "metrics").iterdir())
        ]
        editor = base / "editor"
        subprocess.run(
            [BIN / "remit", "schema", "--editor", str(editor), str(folder)],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        schema = [str(BIN / "check-jsonschema"), "--schemafile", str(editor / "metric.schema.json"), *files]
        compare(f"check {count:,} : check-jsonschema", (check, folder), (schema, folder), 1)
        lint = [str(BIN / "yamllint"), "-d", "relaxed", "governance"]
        compare(f"check {count:,} : yamllint", (check, folder), (lint, folder), 1)


def build_side(base: Path, count: int, runs: int) -> None:
    ours, theirs = base / f"yaml-{count}", base / f"markdown-{count}"
    if not ours.exists():
        write_yaml(ours, count)
    write_markdown(theirs, count)
    build = [str(BIN / "mkdocs"), "build", "--quiet", "--clean"]
    compare(f"build {count:,} pages : plain MkDocs + Material", (build, ours), (build, theirs), runs)


def verifying_side(base: Path, runs: int) -> None:
    """What `remit build` does beside building, on the starter handbook: whether the new site is whole."""
    site = base / "starter-site"
    build = [str(BIN / "mkdocs"), "build", "--quiet", "--clean", "--site-dir", str(site)]
    verify = "from pathlib import Path; from remit.publish import verify; print(*verify.problems(Path('.')))"
    pairs = []
    for _ in range(runs):
        theirs = measured(build, HERE.parent)
        pairs.append((measured([sys.executable, "-c", verify], site), theirs))
    report("verification of the starter's site : its build", pairs)


def history_side(base: Path, runs: int) -> None:
    """The whole history of 500 definitions over 2,000 commits: first with nothing kept, then again."""
    folder = base / "history"
    write_history(folder, 500, 2000)
    ours = [str(BIN / "remit"), "history", "--format", "summary"]
    cold, warm = [], []
    for run in range(runs):
        kept = base / f"kept-{run}"  # a fresh one for each pair
        first, again = measured(ours, folder, kept), measured(ours, folder, kept)
        cold.append((first, measured(["git", "--no-pager", "log", "-p", "--", "governance"], folder)))
        warm.append((again, measured(["git", "--no-pager", "log", "--raw", "--", "governance"], folder)))
    report("history of 2,000 commits, first : git log -p", cold)
    report("history of 2,000 commits, again : git log --raw", warm)


def growth(base: Path, runs: int) -> None:
    small, large = base / "yaml-1000", base / "yaml-3000"
    build = [str(BIN / "mkdocs"), "build", "--quiet", "--clean"]
    compare("build of 3,000 : build of 1,000 (growth)", (build, large), (build, small), runs)
    check = [str(BIN / "remit"), "check", "."]
    compare("check of 3,000 : check of 1,000 (growth)", (check, large), (check, small), runs)


def main() -> None:
    """Run all, or with --quick only the smallest size, or with --only one group."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="only 1,000 definitions, one run")
    options.add_argument("--only", choices=("check", "build", "history"), help="one group, without growth")
    options.add_argument("--runs", type=int, default=3)
    chosen = options.parse_args()
    sizes, runs = ([1000], 1) if chosen.quick else ([1000, 3000, 10000], chosen.runs)
    print(f"{'':<58} {'ratio':>9}   {'CPU ours : theirs':>21}   {'peak memory':>17}")
    with tempfile.TemporaryDirectory() as name:
        base = Path(name)
        for count in sizes if chosen.only in (None, "check") else ():
            check_side(base, count, runs)
        for count in [size for size in sizes if size <= 3000] if chosen.only in (None, "build") else ():
            build_side(base, count, 1 if count > 1000 else runs)
        if chosen.only in (None, "build"):
            verifying_side(base, runs)
        if chosen.only in (None, "history"):
            history_side(base, runs)
        if not (chosen.quick or chosen.only):
            growth(base, runs)


if __name__ == "__main__":
    main()
