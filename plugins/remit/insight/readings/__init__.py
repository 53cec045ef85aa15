"""What readings of metrics say: where a definition changed between them, and what is done next."""
