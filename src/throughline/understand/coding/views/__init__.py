"""The pages of the coding workbench."""
