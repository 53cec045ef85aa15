"""What writes into a handbook."""
