"""Which stages belong together, and where each stands on its map."""

from remit.lifecycles.belonging import Lifecycle, lifecycles, unordered
from remit.lifecycles.order import column, columns, on_spine

__all__ = ["Lifecycle", "column", "columns", "lifecycles", "on_spine", "unordered"]
