"""Rules about numbers: metrics, their formulas and units, examples, targets and thresholds."""
