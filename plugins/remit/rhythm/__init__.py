"""Meetings, quarters and occasions: when they are, and what they look at."""
