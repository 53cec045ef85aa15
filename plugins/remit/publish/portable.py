"""The handbook's pages as portable Markdown: front matter and HTML, for any site generator."""

from __future__ import annotations

import json
import shutil
import tempfile
from itertools import chain
from pathlib import Path

from remit.change.history.timeline import told_history
from remit.checking import Checked
from remit.diagnostics import RemitError
from remit.publish import site_files
from remit.views import handbook_site
from remit.views.site.site import Body, Page

# Each page is the index of its folder: links then lead from the file as they lead from the page, and a
# generator that takes them for links between files changes nothing.
# A site generator takes what ends in `.md` for a page of its own; a text it passes on as it is.
TWIN = "index.md.txt"
MARK = ".remit-render"  # says that a folder is ours to replace


def write(checked: Checked, out: Path, today: str = "") -> int:
    """Write every page to `out` as it is on a day, all or nothing; returns how many.

    A folder that holds anything else than an earlier render is left alone: RemitError.
    """
    out = out.resolve()
    if out.exists() and not (out / MARK).is_file() and (not out.is_dir() or any(out.iterdir())):
        raise RemitError(f"`{out.name}` holds something else than rendered pages; name a new or empty folder")
    history = told_history(checked.book.root, checked.book.kinds)
    site = handbook_site(checked.book, checked.findings, today, history=history)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=".remit-", dir=out.parent))
    except OSError as problem:
        raise RemitError(f"cannot write beside {out}: {problem.strerror}") from problem
    try:
        entries = {}
        for page in site.pages:
            body = page.body()
            entries[page.url] = body.entries
            _write(beside / f"{page.url}index.md", _markdown(page, body).encode())
        for path, content in chain(
            site_files.before_pages(site, docs=checked.book.root / "docs"),
            site_files.after_pages(site, entries=lambda page: entries[page.url], twin=TWIN),
        ):
            _write(beside / path, content)
        (beside / MARK).write_text("made by `remit render`\n", encoding="utf-8")
        beside.chmod(0o755)
        if out.exists():
            shutil.rmtree(out)
        beside.rename(out)
    except OSError as problem:
        raise RemitError(f"cannot write {out.name}: {problem.strerror}; choose another folder") from problem
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return len(site.pages)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _markdown(page: Page, body: Body) -> str:
    """Front matter as JSON (which is YAML) and one block of HTML without blank lines.

    A blank line would end the HTML block, and the rest would be read as Markdown.
    """
    front = json.dumps({"title": page.title, "hide": ["navigation", "toc"]}, ensure_ascii=False)
    html = "\n".join(line for line in str(body.html).splitlines() if line.strip())
    return f'---\n{front}\n---\n\n<div class="r">\n{html}\n</div>\n'
