"""`remit init` writes a handbook that is green at once, in every combination, and writes over nothing."""

from __future__ import annotations

import itertools
import json
import os
import re
import subprocess
import sys
from collections.abc import Hashable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

import building
from building import ROOT
from depth import part_of
from remit.checking import check
from remit.cli import main
from remit.diagnostics import RemitError
from remit.reports.findings import FORMATS
from remit.scaffold import beginning, packs, repository
from remit.scaffold.packs import Company
from remit.tree import Memory
from repositories import Repo
from running import remit, remit_alone
from scaffold_files import begun, files_in

EVERY = tuple(packs.packs())
ALL_SETS = [
    (phase, chosen)
    for phase in packs.phases()
    for count in range(len(EVERY) + 1)
    for chosen in itertools.combinations(EVERY, count)
]


def build_strictly(folder: Path) -> None:
    done = building.build(folder, folder / "site", "--strict")
    assert done.returncode == 0, done.stdout + (done.stderr or "")


def form_of(each: object) -> Hashable:
    """One of each number of packs, and each pack alone."""
    phase, chosen = each if isinstance(each, tuple) else ("", ())
    return phase, len(chosen), chosen if len(chosen) < 2 else ()


# One pack alone, all of them, and what each phase comes with, always; the rest when deep.
@pytest.mark.parametrize(
    ("phase", "chosen"),
    part_of(ALL_SETS, form=form_of),
)
def test_every_set_of_packs_is_green(phase: str, chosen: tuple[str, ...]) -> None:
    """No finding at all: suggestions as little as errors."""
    company = Company("Müller, Søn & Co: Maschinen", phase)
    found = packs.collections(company, packs.with_needed(chosen))
    texts = packs.files_of(found, packs.in_folders(phase))
    said = FORMATS["line"](check(Memory(texts), today="2026-11-30"))
    assert said.startswith("No findings") or not said, said
    assert not re.search(r"@@|\bTODO\b", "".join(texts.values()))


def test_each_phase_is_larger_than_the_one_before() -> None:
    def size(phase: str) -> int:
        company = Company("Acme", phase)
        return sum(
            len(each.pieces) for each in packs.collections(company, packs.with_needed(packs.usual(phase)))
        )

    sizes = [size(phase) for phase in packs.phases()]
    assert sizes == sorted(sizes)
    assert 30 <= sizes[0] <= 45, "a company of twenty reads all of it in a quarter of an hour"


@pytest.mark.parametrize("host", repository.HOSTS)
def test_a_handbook_is_checked_built_and_owned_at_once(tmp_path: Path, host: str) -> None:
    folder = begun(tmp_path, "--host", host, name="<script>alert(1)</script>")
    assert remit("check", "-C", folder).output.startswith("No findings")
    if host == "github":  # what is built does not depend on the host
        build_strictly(folder)
        for page in ("index.html", "about/index.html", "about/changing/index.html"):
            assert "<script>alert" not in (folder / "site" / page).read_text(encoding="utf-8")
    if host != "none":
        there = repository.CODEOWNERS[host]
        done = remit("export", "codeowners", "--dialect", host, "-C", folder, "--check", folder / there)
        assert done.exit_code == 0, done.output


def test_without_a_terminal_nothing_is_asked(tmp_path: Path) -> None:
    done = remit_alone("init", tmp_path / "new")
    assert done.returncode == 2
    assert b"--name" in done.stderr
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("option", "word", "hint"),
    [
        ("--phase", "grwoth", "did you mean `growth`"),
        ("--host", "githbu", "did you mean `github`"),
        ("--packs", "metrisc", "did you mean `metrics`"),
    ],
)
def test_a_wrong_word_is_told_the_nearest(tmp_path: Path, option: str, word: str, hint: str) -> None:
    done = remit("init", tmp_path / "new", "--name", "Acme", option, word)
    assert done.exit_code == 2
    assert hint in done.output
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("name", ["", " ", "two\nlines", "x" * 81, "bell\x07"])
def test_what_is_no_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(RemitError, match="no name"):
        beginning.begin(tmp_path / "new", Company(name, "early"), [])
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    "name",
    [
        "no",
        "1234",
        "A: B # c",
        "{% raw %}",
        "<script>alert(1)</script>",
        'O\'Neil "Q"',
        "[x](y)",
        "`c` *d* @@e $f",
    ],
)
def test_any_name_of_a_company_is_only_a_name(tmp_path: Path, name: str) -> None:
    folder = begun(tmp_path, "--packs", "none", name=name)
    done = remit("show", "handbook:handbook", "-C", folder)
    assert done.exit_code == 0
    assert check(folder).book.settings()["company"] == {"name": name}


def test_nothing_is_written_over(tmp_path: Path) -> None:
    folder = begun(tmp_path)
    before = files_in(folder)
    done = remit("init", folder, "--name", "Other")
    assert done.exit_code == 2
    assert "`governance/handbook.yaml`" in done.output
    assert "`remit add`" in done.output
    assert files_in(folder) == before


def test_files_of_the_repository_stay_as_they_are_and_are_named(tmp_path: Path) -> None:
    folder = tmp_path / "acme"
    theirs = {".gitignore": "theirs\n", "README.md": "# Theirs\n", ".github/CODEOWNERS": "* @x\n"}
    for name, text in theirs.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    done = remit("init", folder, "--name", "Acme")
    assert done.exit_code == 0, done.output
    for name, text in theirs.items():
        assert (folder / name).read_text() == text
        assert name in done.output
    assert "add /site/ and /.vscode/remit/ to .gitignore" in done.output
    assert "remit export codeowners --output" in done.output


def test_half_a_handbook_is_never_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from remit import files

    real, count = files.create, iter(range(100))

    def failing(path: Path, text: str) -> None:
        if next(count) == 9:
            raise RemitError("the disk is full")
        real(path, text)

    monkeypatch.setattr(files, "create", failing)
    (tmp_path / "acme").mkdir()
    (tmp_path / "acme" / "notes.txt").write_text("mine")
    done = remit("init", tmp_path / "acme", "--name", "Acme")
    assert done.exit_code == 2
    assert files_in(tmp_path / "acme") == {"notes.txt": b"mine"}
    assert list((tmp_path / "acme").iterdir()) == [tmp_path / "acme" / "notes.txt"]


def paths_in(text: str) -> Iterator[str]:
    """What the editor's settings name."""
    for schema, places in json.loads(text)["yaml.schemas"].items():
        yield schema
        yield from places


def test_in_a_folder_of_a_repository_every_path_leads_from_its_top(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo")
    repo.commit({"src/code.py": "print()\n"})
    done = remit("init", repo.folder / "docs" / "handbook", "--name", "Acme")
    assert done.exit_code == 0, done.output
    here = "docs/handbook/"
    assert (repo.folder / here / "governance" / "roles.yaml").is_file()
    workflow = (repo.folder / ".github" / "workflows" / "handbook.yml").read_text()
    assert "remit check -C docs/handbook " in workflow
    assert f"--requirement {here}requirements.txt" in workflow
    for path in paths_in((repo.folder / ".vscode" / "settings.json").read_text()):
        assert path.startswith((f"./{here}.vscode/remit/", f"{here}governance/")), path
        assert path.startswith(here) or (repo.folder / path).is_file(), path
    owners = (repo.folder / ".github" / "CODEOWNERS").read_text()
    assert f"/{here}governance/ " in owners
    roles = (repo.folder / here / "governance" / "roles.yaml").read_text()
    (line,) = re.findall(r"--output (\S+)", roles)
    assert os.path.normpath(repo.folder / here / line) == str(repo.folder / ".github" / "CODEOWNERS")
    assert remit("check", "-C", repo.folder / here).output.startswith("No findings")
    repo.commit({})
    assert repo.git("status", "--porcelain", "--ignored", "--", here) == f"!! {here}.vscode/"


def test_the_first_pull_request_with_a_handbook_is_judged_by_it_and_is_ready(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "acme")
    repo.commit({"code.py": "print()\n"})
    repo.git("switch", "-qc", "begin")
    assert remit("init", repo.folder, "--name", "Acme").exit_code == 0
    repo.commit({})
    done = remit("review", "main", "HEAD", "-C", repo.folder)
    assert done.exit_code == 0, done.output
    assert "Ready" in done.output


def test_the_workflow_pins_what_remit_itself_pins_and_is_safe(tmp_path: Path) -> None:
    folder = begun(tmp_path)
    uses = re.compile(r"uses: ([\w./-]+)@(\S+) # (v\S+)")
    ours = {
        found
        for path in (ROOT / ".github" / "workflows").glob("*.yml")
        for found in uses.findall(path.read_text(encoding="utf-8"))
    }
    workflow = folder / ".github" / "workflows" / "handbook.yml"
    text = workflow.read_text(encoding="utf-8")
    assert text.count("uses: ") == len(uses.findall(text))
    assert set(uses.findall(text)) <= ours
    zizmor = Path(sys.executable).with_name("zizmor")
    done = subprocess.run(
        [zizmor, "--offline", "--no-progress", "--quiet", workflow], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_on_a_terminal_the_four_things_are_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty answer takes what is offered."""
    from remit.cli import beginning as command

    monkeypatch.setattr(command, "_is_terminal", lambda: True)
    answers = "Acme\n\nnone\nglossary, metrics\n"
    done = CliRunner().invoke(main, ["init", str(tmp_path / "new")], input=answers)
    assert done.exit_code == 0, done.output
    for said in (
        "The company's name",
        "Phase [early]",
        "Host [github]",
        "Packs, with commas [lifecycle,metrics]",
    ):
        assert said in done.output
    held = {path.name for path in (tmp_path / "new" / "governance").iterdir()}
    assert {"terms.yaml", "metrics.yaml"} <= held
    assert "stages.yaml" not in held
    assert not (tmp_path / "new" / ".github").exists()


def test_what_is_given_is_not_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from remit.cli import beginning as command

    monkeypatch.setattr(command, "_is_terminal", lambda: True)
    given = ["--name", "Acme", "--phase", "early", "--host", "gitlab", "--packs", "none"]
    done = CliRunner().invoke(main, ["init", str(tmp_path / "new"), *given], input="")
    assert done.exit_code == 0, done.output
    assert (tmp_path / "new" / ".gitlab-ci.yml").is_file()
