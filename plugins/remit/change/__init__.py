"""What a change means: two versions compared, their history, and what it takes to agree on one."""
