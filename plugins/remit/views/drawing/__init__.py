"""Drawings: positions and shapes."""
