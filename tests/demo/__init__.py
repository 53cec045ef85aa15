"""The demo repository: a handbook with a past, as real commits."""
