"""Where remit and MkDocs meet: the plugin, and the build that calls MkDocs in a process of its own."""

# MkDocs asks for the plugin by this module's name. Whoever only builds a site does not import MkDocs.

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from remit.plugin.extension import RemitConfig, RemitPlugin

__all__ = ["RemitConfig", "RemitPlugin"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from remit.plugin import extension

    return getattr(extension, name)
