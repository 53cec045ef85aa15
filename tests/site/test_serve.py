"""`mkdocs serve` follows the YAML, and a broken file never freezes it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from building import write_handbook

GOOD = {"mql": {"name": "MQL", "summary": "A lead that marketing calls ready."}}


class Served:
    """A running `mkdocs serve` of a handbook in a folder."""

    def __init__(self, root: Path, process: subprocess.Popen[bytes], port: int) -> None:
        self.root, self.process, self.port = root, process, port

    def text(self, url: str) -> str:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/{url}", timeout=20) as response:
                return str(response.read().decode())
        except (urllib.error.URLError, ConnectionError):
            return ""

    def wait(self, url: str, words: str) -> None:
        """Until the page says `words`; fails after a minute, or when the server has ended."""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            assert self.process.poll() is None, "the server ended"
            if words in self.text(url):
                return
            time.sleep(0.2)
        pytest.fail(f"{url!r} never said {words!r}; the end of it: {self.text(url)[-600:]}")

    def write(self, text: str) -> None:
        (self.root / "governance" / "terms.yaml").write_text(text, encoding="utf-8")


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    root = write_handbook(tmp_path / "hb", {"terms": GOOD})
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", f"127.0.0.1:{port}"],
        cwd=root,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    yield Served(root, process, port)
    process.terminate()
    process.wait(timeout=30)


def test_serve_follows_the_yaml_and_survives_whatever_is_written(served: Served) -> None:
    served.wait("terms/mql/", "marketing calls ready")
    served.write("mql:\n  name: MQL\n  summary: A lead whose score is high.\n")
    served.wait("terms/mql/", "whose score is high")
    served.write("mql:\n  name: MQL\n  summary: [not closed\n")
    served.wait("health/", "governance/terms.yaml")
    served.write("mql:\n  name: MQL\n  summary: Mended.\n")
    served.wait("terms/mql/", "Mended.")
    terms = served.root / "governance" / "terms.yaml"
    terms.unlink()
    terms.symlink_to("nowhere")
    served.wait("", "cannot be read")
    terms.unlink()
    served.write("mql:\n  name: MQL\n  summary: Back again.\n")
    served.wait("terms/mql/", "Back again.")
