"""Two versions of a handbook, and what differs between them."""
