"""transfer_test tried on known truths: panels drawn as numbers, and whole studies of texts."""
