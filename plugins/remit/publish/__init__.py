"""What the published site holds beside its pages."""
