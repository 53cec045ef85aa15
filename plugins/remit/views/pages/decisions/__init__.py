"""Pages of the tab Decisions."""
