"""What whoever opens the file with other programs reads: views with plain names."""
