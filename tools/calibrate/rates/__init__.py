"""How often methods are wrong, in worlds of which the truth is known, whatever anybody plans."""
