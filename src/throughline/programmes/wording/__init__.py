"""Words for readers: an organisation's own hard words, better words and names, and what readers did not understand."""
