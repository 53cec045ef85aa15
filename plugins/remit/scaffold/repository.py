"""The files of a repository in which a handbook lies: for its site, its host, its editors."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Final

from remit.exports import codeowners, editor
from remit.frozen import dataclass
from remit.handbook import Handbook
from remit.scaffold.packs import PACKS, Company, Filled, packs
from remit.version import __version__
from remit.words import joined
from remit.yaml_text import in_line

HOSTS: Final = ("github", "gitlab", "none")
SCHEMAS: Final = ".vscode/remit"  # derived from the definitions, and ignored by git
_MARKS = re.compile(r"([\\`*_{}\[\]<>()#+!|~&-])")


@dataclass(frozen=True, slots=True)
class File:
    """A file to write: its path from the top of the repository, its text.

    One that is `yielding` is left as it is where the repository has it already.
    """

    path: str
    text: str
    yielding: bool = False


# path → template; of the handbook's own folder, and of the top of the repository
_OWN: Mapping[str, str] = {
    "mkdocs.yml": "mkdocs.yml",
    "docs/about/index.md": "about.md",
    "docs/about/changing.md": "changing.md",
}
_OWN_YIELDING: Mapping[str, str] = {
    "README.md": "README.md",
    "requirements.txt": "requirements.txt",
    ".gitignore": "gitignore",
}
_TOP: Mapping[str, str] = {
    ".vscode/extensions.json": "vscode-extensions.json",
    ".pre-commit-config.yaml": "pre-commit.yaml",
}
_HOST: Mapping[str, Mapping[str, str]] = {
    "github": {
        ".github/workflows/handbook.yml": "github-workflow.yml",
        ".github/pull_request_template.md": "pull-request.md",
    },
    "gitlab": {
        ".gitlab-ci.yml": "gitlab-ci.yml",
        ".gitlab/merge_request_templates/Default.md": "pull-request.md",
    },
}
# Where the host looks for reviewers, from the top.
CODEOWNERS: Mapping[str, str] = {"github": ".github/CODEOWNERS", "gitlab": ".gitlab/CODEOWNERS"}


def files(company: Company, book: Handbook, prefix: str) -> Iterator[File]:
    """What goes beside the definitions of `book`; `prefix` leads to it from the top, empty or `a/b/`."""
    values = _values(company, prefix)

    def filled(name: str) -> str:
        return Filled((PACKS / "repository" / name).read_text(encoding="utf-8")).substitute(values)

    for path, name in _OWN.items():
        yield File(prefix + path, filled(name))
    for path, name in _OWN_YIELDING.items():
        yield File(prefix + path, filled(name), yielding=True)
    for path, name in {**_TOP, **_HOST.get(company.host, {})}.items():
        yield File(path, filled(name), yielding=True)
    if company.host:
        part = codeowners.part(book, codeowners.DIALECTS[company.host], prefix.rstrip("/"))
        yield File(CODEOWNERS[company.host], codeowners.placed(part, ""), yielding=True)
    yield File(".vscode/settings.json", _editor_settings(book, prefix), yielding=True)


def _editor_settings(book: Handbook, prefix: str) -> str:
    """Which schema goes with which files, as the editor wants it: paths from the folder that it has open."""
    schemas = editor.settings(book)["yaml.schemas"]
    found = {
        f"./{prefix}{SCHEMAS}/{name}": [f"{prefix}{each}" for each in places]
        for name, places in schemas.items()
    }
    return json.dumps({"yaml.schemas": found}, indent=2) + "\n"


def _values(company: Company, prefix: str) -> Mapping[str, str]:
    folder = prefix.rstrip("/")
    return {
        "company_text": _MARKS.sub(r"\\\1", company.name),
        "site_name": in_line(
            f"{company.name}: revenue handbook".replace("<", "&lt;")
        ),  # Material prints it raw
        "version": __version__,
        "prefix": prefix,
        "in_folder": f" -C {folder}" if folder else "",
        "mkdocs_folder": f" -f {prefix}mkdocs.yml" if folder else "",
        "pack_list": joined([f"`{id}`" for id in packs()]),
    }
