"""Pages of the tab Maturity."""
