"""What was it when: the commits of the main line, told as versions of definitions."""
