"""Web addresses in the repository of a handbook: where a file is edited, where a commit is shown."""

from __future__ import annotations

import functools
from urllib.parse import quote

from remit import files
from remit.handbook import Definition, Handbook
from remit.tree import on_disk


class RepositoryLinks:
    """What a site knows of the repository of its handbook."""

    book: Handbook

    def edit_url(self, definition: Definition) -> str:
        """The web address that opens a definition in an editor, at its line; empty when unknown."""
        url = self.edit_path(definition.document.path)
        return f"{url}#L{definition.locate().line}" if url and definition.path else url

    def edit_path(self, path: str) -> str:
        """The same for any file of the handbook, by its path from the root."""
        edit = self.book.settings().get("repository", {}).get("edit", "edit/main").strip("/")
        if self._way and not f"/{edit}".endswith(f"/{self._way}"):
            path = f"{self._way}/{path}"
        return f"{self._repository}/{edit}/{quote(path)}" if self._repository else ""

    @functools.cached_property
    def _way(self) -> str:
        """The way from the top of the repository to the handbook; empty where it lies at the top."""
        root = on_disk(self.book.tree)
        return files.repository(root)[1] if root is not None else ""

    def commit_url(self, commit: str) -> str:
        """The web address of a commit; empty when unknown."""
        base = self._repository
        return f"{base}/{'-/' if 'gitlab' in base else ''}commit/{commit}" if base else ""

    @functools.cached_property
    def _repository(self) -> str:
        """The web address of the repository; empty when unknown."""
        base = str(self.book.settings().get("repository", {}).get("url", "")).rstrip("/")
        return base if base.startswith(("https://", "http://")) else ""
