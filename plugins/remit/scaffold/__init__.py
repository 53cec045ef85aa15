"""A handbook begun: definitions that hold for most companies of a phase, and the files that a host reads."""
