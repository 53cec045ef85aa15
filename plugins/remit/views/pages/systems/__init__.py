"""Pages of the tab Systems."""
