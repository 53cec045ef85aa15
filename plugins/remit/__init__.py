"""Governance definitions, written as YAML, checked in CI, read as a handbook.

What is named in `__all__` is for programs of others, see `docs/guide/python.md`; all else may change.
"""

# Each name is imported when it is first asked for: `remit check` needs few of them.

TYPE_CHECKING = False  # type checkers take it for true; importing `typing` would cost more than all else here

if TYPE_CHECKING:
    from remit.change.compare.diff import DefinitionChange, PropertyChange
    from remit.change.compare.sides import diff, tree_at
    from remit.change.compare.versions import Difference, Unread
    from remit.change.history.steps import Step
    from remit.change.history.timeline import Entry, History, history
    from remit.change.review.approvals import Ask
    from remit.change.review.blockers import Gap
    from remit.change.review.conditions import Condition
    from remit.change.review.evidence import Approvals, Evidence, read_approvals
    from remit.change.review.judged import Judged
    from remit.change.review.reach import Reached
    from remit.change.review.review import ChangeReview, review
    from remit.checking import Checked, check
    from remit.diagnostics import Diagnostic, Location, Range, Related, RemitError, Severity
    from remit.handbook import Definition, Edge, Handbook, Ref, UnknownName
    from remit.ownership.holders import Holder
    from remit.reading import open_handbook
    from remit.schema import Kind, Kinds
    from remit.source import Document
    from remit.tree import Memory, Overlay, Tree
    from remit.version import __version__
else:
    _HOMES = {
        "remit.change.compare.diff": ("DefinitionChange", "PropertyChange"),
        "remit.change.compare.sides": ("diff", "tree_at"),
        "remit.change.compare.versions": ("Difference", "Unread"),
        "remit.change.history.steps": ("Step",),
        "remit.change.history.timeline": ("Entry", "History", "history"),
        "remit.change.review.approvals": ("Ask",),
        "remit.change.review.conditions": ("Condition",),
        "remit.change.review.blockers": ("Gap",),
        "remit.change.review.evidence": ("Approvals", "Evidence", "read_approvals"),
        "remit.change.review.judged": ("Judged",),
        "remit.change.review.reach": ("Reached",),
        "remit.change.review.review": ("ChangeReview", "review"),
        "remit.checking": ("Checked", "check"),
        "remit.diagnostics": ("Diagnostic", "Location", "Range", "Related", "RemitError", "Severity"),
        "remit.handbook": ("Definition", "Edge", "Handbook", "Ref", "UnknownName"),
        "remit.ownership.holders": ("Holder",),
        "remit.reading": ("open_handbook",),
        "remit.schema": ("Kind", "Kinds"),
        "remit.source": ("Document",),
        "remit.tree": ("Memory", "Overlay", "Tree"),
        "remit.version": ("__version__",),
    }
    _HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

    def __getattr__(name):
        if name not in _HOME_OF:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        import importlib

        value = getattr(importlib.import_module(_HOME_OF[name]), name)
        globals()[name] = value
        return value

    def __dir__():
        return sorted(__all__)


__all__ = [
    "Approvals",
    "Ask",
    "ChangeReview",
    "Checked",
    "Condition",
    "Definition",
    "DefinitionChange",
    "Diagnostic",
    "Difference",
    "Document",
    "Edge",
    "Entry",
    "Evidence",
    "Gap",
    "Handbook",
    "History",
    "Holder",
    "Judged",
    "Kind",
    "Kinds",
    "Location",
    "Memory",
    "Overlay",
    "PropertyChange",
    "Range",
    "Reached",
    "Ref",
    "Related",
    "RemitError",
    "Severity",
    "Step",
    "Tree",
    "UnknownName",
    "Unread",
    "__version__",
    "check",
    "diff",
    "history",
    "open_handbook",
    "read_approvals",
    "review",
    "tree_at",
]
