"""How well a handbook is kept: figures with their lists, what drifted, and the trend over quarters."""
