"""Answers from a handbook, as definitions and plain values: what pages, reports and other programs ask."""
