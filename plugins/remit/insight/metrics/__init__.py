"""Metrics: what they rest on and feed, where they are used, what a reading means."""
