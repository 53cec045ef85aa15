"""*Propose a change* opens the file of a definition, at its line where others stand in it too."""

from __future__ import annotations

from pathlib import Path

import pytest

from remit.reading import open_handbook
from remit.views.site.site import Site

OWN = (
    "name: H\nsummary: A handbook.\ncompany: {name: N}\n"
    "repository: {url: 'https://example.org/book', edit: edit/main}\n"
)


@pytest.mark.parametrize(("way", "before"), [("", ""), ("teams/revenue", "teams/revenue/")])
def test_a_link_leads_to_the_line_of_a_definition(tmp_path: Path, way: str, before: str) -> None:
    (tmp_path / ".git").mkdir()
    root = tmp_path / way
    governance = root / "governance"
    (governance / "roles").mkdir(parents=True)
    (governance / "handbook.yaml").write_text(OWN, encoding="utf-8")
    terms = "# Words.\n\na: {name: A, summary: An a.}\n# about b\nb:\n  name: B\n  summary: A b.\n"
    (governance / "terms.yaml").write_text(terms, encoding="utf-8")
    (governance / "roles" / "ceo.yaml").write_text("name: CEO\nsummary: Leads.\n", encoding="utf-8")
    book = open_handbook(root)
    site = Site(book=book, findings=())
    urls = {str(each.ref): site.edit_url(each) for each in book.definitions()}
    base = f"https://example.org/book/edit/main/{before}governance"
    assert urls == {
        "handbook:handbook": f"{base}/handbook.yaml",
        "role:ceo": f"{base}/roles/ceo.yaml",
        "term:a": f"{base}/terms.yaml#L3",
        "term:b": f"{base}/terms.yaml#L5",
    }
