"""Rules about how the handbook itself changes: records, requests, what is due, what ends."""
