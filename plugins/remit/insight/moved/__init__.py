"""What a change moves, computed over records before and after it: totals and counts, never a record."""

from __future__ import annotations

from remit.insight.moved.moving import Asked, Moved, Movement, moved

__all__ = ["Asked", "Moved", "Movement", "moved"]
