"""What a change means: its lane, what it reaches, who must agree, what is missing."""
