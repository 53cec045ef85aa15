"""A published site is whole: the new one or the last one, whoever is killed when."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from building import write_handbook
from depth import DEEP, part_of
from remit.diagnostics import RemitError
from remit.plugin import building
from remit.publish import swap, verify
from running import remit

PAGES = 12
# A build in a process of its own, killed at one of its steps: `before rename:2` is the second rename.
ALONE = """
import os, signal, sys, time
from pathlib import Path
from remit.plugin import building
from remit.publish import swap, verify
folder, text, at, way, pause = sys.argv[1:]
count = {}
def hit(name):
    count[name] = count.get(name, 0) + 1
    print(f"{name}:{count[name]}", flush=True)
    if at == f"{name}:{count[name]}":
        os.kill(os.getpid(), signal.SIGKILL)
def around(module, name, label):
    real = getattr(module, name)
    def act(*given, **more):
        hit(f"before {label}")
        done = real(*given, **more)
        hit(f"after {label}")
        return done
    setattr(module, name, act)
if way == "renames":
    swap.exchange = lambda one, other: False
else:
    around(swap, "exchange", "exchange")
around(os, "rename", "rename")
around(swap.files, "replace", "note")
around(swap.shutil, "rmtree", "rmtree")
around(Path, "unlink", "unlink")
around(verify, "problems", "look")
def make(into, lock):
    for number in range(PAGES):
        name = f"page{number}.html" if number > 1 else ["index.html", "404.html"][number]
        (into / name).write_text(f'<p id="a">{text}</p><a href="index.html#a">first</a>')
        hit("page")
        time.sleep(float(pause))
building.publish(Path(folder), make, wait=60, say=lambda said: None)
""".replace("PAGES", str(PAGES))


def command(folder: Path, text: str, *, at: str = "", way: str = "exchange", pause: float = 0) -> list[str]:
    return [sys.executable, "-c", ALONE, str(folder), text, at, way, str(pause)]


def built(folder: Path, text: str, at: str = "", way: str = "exchange") -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(folder, text, at=at, way=way), capture_output=True, text=True, check=False)


def digest(folder: Path) -> str:
    whole = hashlib.sha256()
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        content = path.read_bytes() if path.is_file() else b""
        whole.update(f"{path.relative_to(folder)}\0".encode() + content)
    return whole.hexdigest()


def expected(text: str, folder: Path) -> str:
    """The digest of a site with this text."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    fill(folder, text)
    return digest(folder)


def fill(folder: Path, text: str) -> None:
    for number in range(PAGES):
        name = f"page{number}.html" if number > 1 else ["index.html", "404.html"][number]
        (folder / name).write_text(f'<p id="a">{text}</p><a href="index.html#a">first</a>')


def filled(text: str) -> building.Make:
    def make(into: Path, _lock: int) -> None:
        fill(into, text)

    return make


def silent(_text: str) -> None:
    """Nothing is said."""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "out" / "site"
    building.publish(folder, filled("old"), say=silent)
    return folder


def left_beside(site: Path) -> set[str]:
    return {path.name for path in site.parent.iterdir()} - {site.name, f".{site.name}.lock"}


@pytest.fixture(scope="module")
def digests(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("digests")
    return {text: expected(text, folder / text) for text in ("old", "new", "next", "other")}


# Every step of a build, as a build that nobody kills tells them; and twice more when deep.
STEPS = {
    "exchange": [
        "before rmtree:1", "after rmtree:1", "page:1", "page:5", f"page:{PAGES}", "before look:1",
        "after look:1", "before exchange:1", "after exchange:1", "before rmtree:2", "after rmtree:2",
        "before rmtree:3",
    ],
    "renames": [
        "page:1", f"page:{PAGES}", "after look:1", "before rmtree:2", "before note:1", "after note:1",
        "before rename:1", "after rename:1", "before rename:2", "after rename:2", "before unlink:1",
        "after unlink:1", "before rmtree:3", "after rmtree:3", "before rmtree:4",
    ],
}  # fmt: skip
KILLS = [(way, at, turn) for way, steps in STEPS.items() for at in steps for turn in range(3 if DEEP else 1)]


@pytest.mark.parametrize(("way", "at", "turn"), part_of(KILLS, 8))
def test_a_kill_at_any_step_leaves_a_whole_site(
    *, way: str, at: str, turn: int, site: Path, digests: dict[str, str]
) -> None:
    done = built(site, "new", at, way)
    assert done.returncode == -9, (done.stdout, done.stderr)
    assert done.stdout.split("\n")[-2] == at
    if way == "exchange" or site.exists():
        assert digest(site) in (digests["old"], digests["new"])
    with swap.locked(swap.target_of(site), 5, lambda: None):
        assert digest(site) in (digests["old"], digests["new"])
    assert left_beside(site) == set()
    assert built(site, "next", way=way).returncode == 0
    assert (digest(site), left_beside(site)) == (digests["next"], set())


@pytest.mark.parametrize("way", STEPS)
def test_the_steps_are_those_of_a_build(way: str, site: Path) -> None:
    said = built(site, "new", way=way).stdout.split("\n")
    assert set(STEPS[way]) <= set(said)


@pytest.mark.parametrize("seed", range(200 if DEEP else 2))
def test_a_kill_at_a_random_moment_leaves_a_whole_site(
    seed: int, site: Path, digests: dict[str, str]
) -> None:
    chance = random.Random(seed)
    way = chance.choice([*STEPS])
    process = subprocess.Popen(command(site, "new", way=way, pause=0.004), stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()  # it has begun
    time.sleep(chance.random() * 0.08)
    process.kill()
    process.communicate()
    with swap.locked(swap.target_of(site), 5, lambda: None):
        assert digest(site) in (digests["old"], digests["new"])
    assert left_beside(site) == set()


@pytest.mark.parametrize("pair", range(50 if DEEP else 1))
def test_two_builds_at_once_publish_one_and_then_the_other(
    pair: int, site: Path, digests: dict[str, str]
) -> None:
    both = [
        subprocess.Popen(command(site, text, pause=0.003), stdout=subprocess.PIPE)
        for text in ("new", "other")
    ]
    for process in both:
        process.communicate()
        assert process.returncode == 0
    assert digest(site) in (digests["new"], digests["other"])
    assert left_beside(site) == set()


def test_a_build_that_waits_too_long_says_who_is_in_the_way(site: Path, digests: dict[str, str]) -> None:
    said: list[str] = []
    with (
        swap.locked(swap.target_of(site), 0, lambda: None),
        pytest.raises(RemitError, match="another build of `site` is still running"),
    ):
        building.publish(site, filled("new"), wait=0.2, say=said.append)
    assert said == ["another build of `site` is running; this one waits for it"]
    assert digest(site) == digests["old"]


# -- whatever fails: the site stays, and a sentence says why --


def full(*_given: object, **_more: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def full_at(page: int) -> building.Make:
    def make(into: Path, _lock: int) -> None:
        for number in range(page):
            (into / f"page{number}.html").write_text("new")
        full()

    return make


@pytest.mark.parametrize("page", part_of(range(20), 3))
def test_a_full_disk_while_pages_are_made_leaves_the_site(
    page: int, site: Path, digests: dict[str, str]
) -> None:
    with pytest.raises(RemitError, match="no space left on device; `site` stays as it was"):
        building.publish(site, full_at(page), say=silent)
    assert (digest(site), left_beside(site)) == (digests["old"], set())


@pytest.mark.parametrize("way", STEPS)
@pytest.mark.parametrize(
    "place", ["remit.publish.swap.tempfile.mkdtemp", "remit.publish.swap.files.replace",
              "remit.publish.swap.os.rename", "remit.publish.swap.exchange"],
)  # fmt: skip
def test_a_full_disk_at_the_swap_leaves_the_site(
    *, place: str, way: str, site: Path, digests: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    fired: list[object] = []

    def fail(*given: object, **_more: object) -> None:
        fired.append(given)
        full()

    if way == "renames":
        monkeypatch.setattr(swap, "exchange", lambda _one, _other: False)
    monkeypatch.setattr(place, fail)
    if (way == "exchange" and place.endswith(("replace", "rename"))) or place.endswith("exchange"):
        monkeypatch.setattr(swap, "exchange", fail)
    with pytest.raises(RemitError, match="no space left on device"):
        building.publish(site, filled("new"), say=silent)
    monkeypatch.undo()
    assert fired
    with swap.locked(swap.target_of(site), 1, lambda: None):
        assert digest(site) == digests["old"]
    assert left_beside(site) == set()


@pytest.mark.parametrize("second", [False, True])
def test_a_rename_that_fails_is_taken_back(
    second: bool, site: Path, digests: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    rename, calls = os.rename, []

    def failing(one: Path, other: Path) -> None:
        calls.append(one)
        if len(calls) == 1 + second:
            full()
        rename(one, other)

    monkeypatch.setattr(swap, "exchange", lambda _one, _other: False)
    monkeypatch.setattr(os, "rename", failing)
    with pytest.raises(RemitError, match="could not take the place of `site`: no space left on device"):
        building.publish(site, filled("new"), say=silent)
    assert (digest(site), left_beside(site)) == (digests["old"], set())


def test_a_foreign_folder_a_file_and_the_sources_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "mine.txt").write_text("mine")
    (tmp_path / "file").write_text("a file")
    for place, about in (("papers", "holds something else than a site"), ("file", "is a file")):
        with pytest.raises(RemitError, match=about):
            building.publish(tmp_path / place, filled("new"), say=silent)
    root = write_handbook(tmp_path / "book", {"terms": {"win": {"name": "Win", "summary": "One."}}})
    for output in (root, root / "governance", root / "docs", tmp_path):
        done = remit("build", "-C", root, "--output", output)
        assert (done.exit_code, "would take the place" in done.stderr) == (2, True)
    assert (tmp_path / "papers" / "mine.txt").read_text() == "mine"


def test_a_note_of_somebody_else_moves_nothing(site: Path, digests: dict[str, str]) -> None:
    secret = site.parent / "secret"
    secret.mkdir()
    for text in ('{"new": "secret"}', '{"new": "../out/secret"}', "[]", "no json", '{"new": 1}'):
        shutil.rmtree(site)
        (site.parent / ".site.swap").write_text(text)
        with swap.locked(swap.target_of(site), 1, lambda: None):
            assert not site.exists()
        building.publish(site, filled("old"), say=silent)
    assert secret.is_dir()
    assert digest(site) == digests["old"]


def test_a_link_to_a_site_stays_a_link(site: Path, digests: dict[str, str]) -> None:
    link = site.parent.parent / "link"
    link.symlink_to(site)
    building.publish(link, filled("new"), say=silent)
    assert link.is_symlink()
    assert digest(site) == digests["new"]


def test_the_system_exchanges_two_folders_in_one_call_or_says_that_it_cannot(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        folder.mkdir()
        (folder / folder.name).write_text("")
    if swap.exchange(one, other):
        assert [path.name for path in one.iterdir()] == ["other"]
        assert [path.name for path in other.iterdir()] == ["one"]
    else:
        assert [path.name for path in one.iterdir()] == ["one"]


# -- whether a site is whole --


def whole(root: Path) -> Path:
    files = {
        "index.html": '<h1 id="top">A</h1><a href="metrics/win/#how">win</a><link href="a.css">'
        '<img src="a.svg">',
        "metrics/win/index.html": '<h2 id="how">How</h2><a href="../../">home</a><a href="#how">x</a>'
        '<a href="https://other.example/gone">far</a><a href="mailto:a@b.example">m</a>'
        '<pre><a href="nowhere">shown</a></pre><script>let a = \' href="nowhere"\';</script>',
        "404.html": '<a href="/below/metrics/win/">win</a><link href="/below/a.css">',
        "a.css": "p { background: url(a.svg) } q { background: url(data:x) }",
        "a.svg": "<svg/>",
        "changes.atom": '<feed xmlns="http://www.w3.org/2005/Atom"><id>a</id>'
        '<entry><link href="metrics/win/"/></entry></feed>',
        "cadences.ics": "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:a\r\nEND:VCALENDAR\r\n",
        "sitemap.xml": "<urlset/>",
        "search/search_index.json": json.dumps(
            {"docs": [{"location": "metrics/win/#how"}, {"location": ""}]}
        ),
        "search/handbook/pages-0.js": 'remitSearch("pages-0",{"shown":[["metrics/win/","Win"]]})\n',
    }
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return root


def replaced(path: str, old: str, new: str) -> Callable[[Path], object]:
    return lambda root: (root / path).write_text((root / path).read_text().replace(old, new))


def gone(path: str) -> Callable[[Path], object]:
    return lambda root: (root / path).unlink()


BREAKS: list[tuple[Callable[[Path], object], str]] = [
    (gone("index.html"), "the site has no first page"),
    (gone("metrics/win/index.html"), "`index.html` leads to `metrics/win/#how`, which is not there"),
    (gone("a.css"), "`index.html` leads to `a.css`, which is not there"),
    (gone("a.svg"), "`a.css` leads to `a.svg`, which is not there"),
    (
        replaced("metrics/win/index.html", 'id="how"', ""),
        "leads to `metrics/win/index.html#how`, where nothing is",
    ),
    (
        replaced("metrics/win/index.html", "../../", "../../../x/"),
        "leads to `../../../x/`, which is not there",
    ),
    (replaced("404.html", "metrics/win", "gone"), "`404.html` leads to `/below/gone/`, which is not there"),
    (
        lambda root: (root / "metrics/win/index.html").write_text(""),
        "the page `metrics/win/index.html` is empty",
    ),
    (replaced("changes.atom", "metrics/win", "gone"), "`changes.atom` leads to `gone/`, which is not there"),
    (replaced("changes.atom", "</feed>", ""), "`changes.atom` cannot be read: "),
    (replaced("changes.atom", "<id>a</id>", ""), "`changes.atom` cannot be read: it is no Atom feed"),
    (replaced("cadences.ics", "END:VCALENDAR", "END:"), "`cadences.ics` cannot be read: "),
    (replaced("sitemap.xml", "/>", ""), "`sitemap.xml` cannot be read: "),
    (replaced("search/search_index.json", "win", "gone"), "leads to `metrics/gone/#how`, which is not there"),
    (replaced("search/handbook/pages-0.js", "win", "gone"), "leads to `metrics/gone/`, which is not there"),
    (replaced("search/handbook/pages-0.js", "]]}", ""), "`search/handbook/pages-0.js` cannot be read: "),
    (replaced("search/search_index.json", "}", ""), "`search/search_index.json` cannot be read: "),
]


def test_a_whole_site_has_no_problem(tmp_path: Path) -> None:
    assert list(verify.problems(whole(tmp_path))) == []


@pytest.mark.parametrize("number", range(len(BREAKS)))
def test_whatever_is_missing_is_named(number: int, tmp_path: Path) -> None:
    spoil, about = BREAKS[number]
    spoil(whole(tmp_path))
    assert any(about in each for each in verify.problems(tmp_path)), list(verify.problems(tmp_path))


def test_a_site_that_is_not_whole_does_not_take_the_place(site: Path, digests: dict[str, str]) -> None:
    def make(into: Path, _lock: int) -> None:
        fill(into, "new")
        (into / "page3.html").unlink()
        (into / "index.html").write_text('<a href="page3.html">three</a>')

    with pytest.raises(RemitError, match=r"`index.html` leads to `page3\.html`"):
        building.publish(site, make, say=silent)
    assert (digest(site), left_beside(site)) == (digests["old"], set())


# -- the command, with MkDocs --


def test_the_command_builds_whole_or_leaves_the_site(tmp_path: Path) -> None:
    terms = {"win": {"name": "Win", "summary": "One."}}
    root = write_handbook(tmp_path / "book", {"terms": terms})
    done = remit("build", "-C", root)
    assert (done.exit_code, done.stdout.endswith(f"files in {root / 'site'}\n")) == (0, True), done.output
    before = digest(root / "site")
    assert (root / "site" / "terms" / "win" / "index.html").is_file()
    write_handbook(root, {"terms": {"win": {"name": "Win"}}})
    done = remit("build", "-C", root)
    assert (done.exit_code, "missing-property" in done.stdout) == (1, True)
    write_handbook(root, {"terms": terms})
    (root / "docs" / "more.md").write_text("[gone](gone.md)")
    done = remit("build", "-C", root)
    assert (done.exit_code, "MkDocs has not built the site" in done.stderr) == (2, True), done.output
    assert (digest(root / "site"), left_beside(root / "site") & {".site.old", ".site.swap"}) == (
        before,
        set(),
    )
    (root / "mkdocs.yml").unlink()
    assert "there is no `mkdocs.yml`" in remit("build", "-C", root).stderr
