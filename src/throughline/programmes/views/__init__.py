"""The pages of programmes: for the public, for organisers, and a person's own."""
