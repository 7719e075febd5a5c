"""The workbench of moderators: one queue for all words of a programme, whatever the activity."""
