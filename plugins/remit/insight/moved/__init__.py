"""What a change moves, computed over records before and after it: totals and counts, never a record."""

from __future__ import annotations

from remit.insight.moved.moving import WORDS_ALONE, Asked, Moved, Movement, moved

__all__ = ["WORDS_ALONE", "Asked", "Moved", "Movement", "moved"]
