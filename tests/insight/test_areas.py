"""Systems by the area of their category."""

from __future__ import annotations

from pathlib import Path

from building import write_handbook
from remit.checking import check
from remit.insight.systems import areas


def test_every_system_stands_once_in_the_list_whatever_its_category(tmp_path: Path) -> None:
    kind = check(write_handbook(tmp_path, {})).book.kinds.by_id["system"]
    categories = kind.properties["category"].choices
    assert "erp" in categories
    systems = {each: {"name": f"N {each}", "summary": "S.", "category": each} for each in categories}
    book = check(write_handbook(tmp_path, {"systems": systems})).book
    found = areas(book.all("system"))
    assert sorted(system.id for area in found for system in area.systems) == sorted(categories)
    assert [system.id for system in found[-1].systems] == ["other"]
