"""Pages of the tab Change."""
