"""Pages of the tab Lifecycle."""
