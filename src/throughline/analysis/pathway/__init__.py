"""A pathway of care, now and changed: who waits, how long, and who is kept busy."""
