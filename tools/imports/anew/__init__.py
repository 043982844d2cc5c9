"""What follows from the stored rows of an import, made again from them alone."""
