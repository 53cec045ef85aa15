"""`make bench`: both sides in turn, in fresh processes; CPU ratios and peak memory.

Ratios of CPU seconds (user + system) of whole processes, the median of the pairs;
an absolute time says little on a shared machine, so none is a target.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from generate import write_history, write_markdown, write_readings, write_site_config, write_yaml  # noqa: E402 - a script beside this one
from metadata import write_metadata  # noqa: E402

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
Followed = tuple[float, float, float]


def report(title: str, pairs: Sequence[tuple[Measure | Followed, Measure | Followed]]) -> float:
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


PLAIN = [str(BIN / "mkdocs"), "build", "--quiet", "--clean"]


def build_side(base: Path, count: int, runs: int) -> None:
    """All of `remit build`, its verification included, against MkDocs alone with the same pages."""
    theirs = base / f"markdown-{count}"
    write_markdown(theirs, count)
    for twins in (True, False):
        words = f"remit build {count:,} pages{'' if twins else ' without twins'} : plain MkDocs + Material"
        ours = _yaml_site(base, count, twins=twins)
        compare(words, ([str(BIN / "remit"), "build"], ours), (PLAIN, theirs), runs)


def _yaml_site(base: Path, count: int, *, twins: bool) -> Path:
    folder = base / (f"yaml-{count}" if twins else f"bare-{count}")
    if not folder.exists():
        write_yaml(folder, count)
        if not twins:
            write_site_config(folder, "plugins: [search, {remit: {markdown_twins: false}}]")
    return folder


def memory_side(base: Path) -> None:
    """The peak memory of a build by the number of pages, and what a page more adds."""
    before: tuple[int, float] | None = None
    for count in (1000, 3000, 10000):
        _, peak = measured([str(BIN / "remit"), "build"], _yaml_site(base, count, twins=False))
        more = f"{(peak - before[1]) * 1024 / (count - before[0]):6.1f} kB a page more" if before else ""
        print(f"{f'peak memory of a build of {count:,} pages, without twins':<58} {peak:7.0f} MB   {more}")
        before = count, peak


def preview_side(base: Path, count: int, runs: int) -> None:
    """From a saved edit until the page has its text: both servers, CPU of the whole process meanwhile."""
    ours, theirs = _yaml_site(base, count, twins=True), base / f"markdown-{count}"
    if not theirs.exists():
        write_markdown(theirs, count)
    yaml = [ours / "governance" / "metrics" / f"metric-{number}.yaml" for number in range(runs)]
    markdown = [theirs / "docs" / "metrics" / f"metric-{number}.md" for number in range(runs)]
    pairs = list(zip(followed(ours, yaml), followed(theirs, markdown), strict=True))
    report(f"an edit followed by mkdocs serve, {count:,} pages : plain", pairs)
    seconds = [statistics.median(pair[side][2] for pair in pairs) for side in (0, 1)]
    print(
        f"{'  seconds on the clock, with the looks at files between':<58} {seconds[0]:.1f} : {seconds[1]:.1f}"
    )


def followed(folder: Path, files: Sequence[Path]) -> Iterator[Followed]:
    """CPU seconds, peak memory in MB and seconds on the clock for each edit of a metric's file."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = "{}:{}".format(*free.getsockname())
    server = subprocess.Popen(
        [BIN / "mkdocs", "serve", "--dev-addr", address], cwd=folder, env={**SURROUNDINGS, **QUIET},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait(f"http://{address}/", "</html>")
        for number, file in enumerate(files):
            time.sleep(2)  # what the last edit began has ended
            text = file.read_text(encoding="utf-8")
            cpu, began = _cpu(server.pid), time.monotonic()
            file.write_text(text.replace("inside the quarter", f"seen as edit {number}"), encoding="utf-8")
            _wait(f"http://{address}/metrics/{file.stem}/", f"seen as edit {number}")
            yield _cpu(server.pid) - cpu, _peak(server.pid), time.monotonic() - began
    finally:
        server.terminate()
        server.wait()


def _wait(url: str, words: str) -> None:
    for _ in range(6000):
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=60) as answer:
            if words in answer.read().decode():
                return
        time.sleep(0.1)
    raise SystemExit(f"{url} never said {words}")


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _peak(pid: int) -> float:
    told = Path(f"/proc/{pid}/status").read_text().partition("VmHWM:")[2]
    return int(told.split()[0]) / 1024


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


def snapshot_side(base: Path, runs: int) -> None:
    """What a system says, read from an export of 12,000 files, against their parse alone."""
    folder = base / "metadata"
    write_metadata(folder, 12_000)
    ours, theirs = (
        [sys.executable, str(HERE / script), str(folder)] for script in ("read_snapshot.py", "bare_xml.py")
    )
    compare("12,000 metadata files read : parse by xml.etree", (ours, folder), (theirs, folder), runs)


def readings_side(base: Path, runs: int) -> None:
    """54 metrics, 36 months and 5 slices of each: what the readings add to a build, and the weekly report."""
    plain, read = base / "yaml-54", base / "read-54"
    for folder in (plain, read):
        write_yaml(folder, 54)
    write_readings(read)
    build = [str(BIN / "remit"), "build"]
    compare("build with 9,720 readings of 54 metrics : without them", (build, read), (build, plain), runs)
    report_week = [str(BIN / "remit"), "report", "--week", "--today", "2026-11-20"]
    check = [str(BIN / "remit"), "check", "."]
    compare("report --week of 9,720 readings : their check", (report_week, read), (check, read), runs)
    sizes = sorted(page.stat().st_size for page in (read / "site" / "metrics").glob("*/index.html"))
    print(f"{'  bytes of a metric page, median and most':<58} {sizes[len(sizes) // 2]:,} : {sizes[-1]:,}")


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
    build = [str(BIN / "remit"), "build"]
    compare("build of 3,000 : build of 1,000 (growth)", (build, large), (build, small), runs)
    check = [str(BIN / "remit"), "check", "."]
    compare("check of 3,000 : check of 1,000 (growth)", (check, large), (check, small), runs)


def main() -> None:
    """Run all, or with --quick only the smallest size, or with --only one group."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="only 1,000 definitions, one run")
    options.add_argument(
        "--only",
        choices=("check", "build", "preview", "memory", "history", "readings", "snapshot"),
        help="one group, without growth",
    )
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
        if chosen.only in (None, "preview"):
            preview_side(base, 1000, runs)
        if chosen.only == "memory" or not (chosen.quick or chosen.only):
            memory_side(base)
        if chosen.only in (None, "snapshot"):
            snapshot_side(base, runs)
        if chosen.only in (None, "readings"):
            readings_side(base, runs)
        if chosen.only in (None, "history"):
            history_side(base, runs)
        if not (chosen.quick or chosen.only):
            growth(base, runs)


if __name__ == "__main__":
    main()
