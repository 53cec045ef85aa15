"""Where remit and MkDocs meet: the plugin, and the build that calls MkDocs in a process of its own."""

# MkDocs asks for the plugin by this module's name. Whoever only builds a site does not import MkDocs.

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from remit import extras

if TYPE_CHECKING:
    from remit.plugin.extension import RemitPlugin
    from remit.plugin.options import RemitConfig

__all__ = ["RemitConfig", "RemitPlugin"]


def _refusal(why: str) -> Exception:
    """What MkDocs prints as one sentence, without a traceback; without MkDocs, an import that failed."""
    try:
        from mkdocs.exceptions import ConfigurationError
    except ImportError:
        return ImportError(why)
    return ConfigurationError(why)


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if said := extras.lost(extras.SITE):
        raise _refusal(f"the plugin `remit`: {said}")
    from remit.plugin import extension, options

    return getattr(extension if name == "RemitPlugin" else options, name)
