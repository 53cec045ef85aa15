"""Pages of the tab Metrics."""
