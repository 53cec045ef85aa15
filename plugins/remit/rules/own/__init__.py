"""Rules of the company's own: read, tried on their examples, applied."""
