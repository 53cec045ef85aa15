"""Output for people and programs; each of its modules is imported where it is needed."""
