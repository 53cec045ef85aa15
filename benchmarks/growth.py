"""`make bench-growth`: what a check of N and of 3 N costs, for every shape that a handbook can grow in.

The tests count steps; here are CPU seconds, with what the libraries below take, and the memory of a
definition. A file may hold 50,000 keys and values: beyond, it is not read any further, and the ratio is low.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from growing import SHAPES
from remit.checking import check
from remit.tree import Memory
from run import measured

SIZE = 1_000
DEFINITIONS = 20_000


def seconds(name: str, size: int) -> float:
    """CPU seconds of a check, the least of three."""
    tree = Memory(SHAPES[name](size))
    taken = []
    for _ in range(3):
        start = time.process_time()
        check(tree)
        taken.append(time.process_time() - start)
    return min(taken)


def memory(count: int) -> float:
    """Bytes that `remit check` needs at most for each of so many definitions, beside what one takes."""
    peaks = []
    for size in (1, count):
        with tempfile.TemporaryDirectory() as folder:
            terms = Path(folder, "governance", "terms")
            terms.mkdir(parents=True)
            for number in range(size):
                text = f"name: Word {number}\nsummary: What it means here, in a sentence.\nsee: [t0]\n"
                (terms / f"t{number}.yaml").write_text(text, encoding="utf-8")
            peaks.append(measured([sys.executable, "-m", "remit", "check", folder], Path(folder))[1])
    return (peaks[1] - peaks[0]) * (1 << 20) / count


if __name__ == "__main__":
    print(f"{memory(DEFINITIONS):,.0f} bytes a definition")  # first: a process begins as large as this one is
    check(Memory(SHAPES["definitions that are right"](3)))
    for name in SHAPES:
        small, large = seconds(name, SIZE), seconds(name, 3 * SIZE)
        print(f"{large / small:6.2f}  {large:7.3f} s  {name}", flush=True)
