"""The handbook for other programs: JSON, schemas for editors, portable pages."""
