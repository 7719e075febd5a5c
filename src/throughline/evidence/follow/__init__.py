"""What happened to what I said: the author's own page."""
