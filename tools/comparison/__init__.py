"""Several models beside each other, as a reader of a page sees them."""
