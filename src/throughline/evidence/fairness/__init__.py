"""Asking the people a finding is about whether it is fair, and answering those who say that it is not."""
