"""Special functions: of the normal distribution over arrays, of gamma and beta one at a time."""
