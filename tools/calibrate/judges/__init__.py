"""A design to dissect, tried on judges whose weights are known."""
