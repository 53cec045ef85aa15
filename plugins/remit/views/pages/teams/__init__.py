"""Pages of the tab Teams."""
