"""The handbook's pages as portable Markdown: front matter and HTML, for any site generator."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path

from remit.change.history.timeline import told_history
from remit.checking import Checked
from remit.diagnostics import RemitError
from remit.exports import calendar
from remit.views import handbook_site, stylesheet
from remit.views.site.site import Page

ASSETS = Path(__file__).parent.parent / "assets"
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
        for page in site.pages:
            path = beside / f"{page.url.rstrip('/') or 'index'}.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(_markdown(page), encoding="utf-8")
        shutil.copytree(ASSETS, beside / "assets" / "remit")
        (beside / "assets" / "remit" / "parties.css").write_text(stylesheet(site.book), encoding="utf-8")
        if any(site.book.all("cadence")):
            (beside / calendar.NAME).write_bytes(calendar.feed(site.book).encode())
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


def _markdown(page: Page) -> str:
    """Front matter as JSON (which is YAML) and one block of HTML without blank lines.

    A blank line would end the HTML block, and the rest would be read as Markdown.
    """
    front = json.dumps({"title": page.title, "hide": ["navigation", "toc"]}, ensure_ascii=False)
    html = "\n".join(line for line in str(page.body().html).splitlines() if line.strip())
    return f'---\n{front}\n---\n\n<div class="r">\n{html}\n</div>\n'
