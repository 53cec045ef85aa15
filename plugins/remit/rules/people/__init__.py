"""Rules about who owns, decides and answers to whom."""
