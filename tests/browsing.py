"""The type of what opens pages of a browser; the fixture that makes it is `new_page`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from playwright.sync_api import Page


class NewPage(Protocol):
    """Opens a page of a size, in a fresh profile that takes Playwright's options."""

    def __call__(self, width: int = 1440, height: int = 900, **options: Any) -> Page: ...
