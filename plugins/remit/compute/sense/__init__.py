"""Whether what a metric says beside its formula makes sense with it: words, times, targets."""
