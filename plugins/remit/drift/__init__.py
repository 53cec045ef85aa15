"""Whether the systems still say what was decided: the handbook beside what snapshots of systems say."""
