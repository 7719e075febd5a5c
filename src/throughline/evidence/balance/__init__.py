"""How balanced an activity was: what each constituency gave, beside its share of the people."""
