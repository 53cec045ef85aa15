"""Rules about the lifecycle: stages, handoffs, their clocks and their fields."""
