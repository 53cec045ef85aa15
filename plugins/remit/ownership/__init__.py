"""Who operates, governs, decides, shares and stands in."""
