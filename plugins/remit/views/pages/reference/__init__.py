"""Pages of the tab Reference."""
