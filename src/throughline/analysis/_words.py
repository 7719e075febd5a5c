"""Numbers of things in words."""


def many(n: int, one: str, more: str = "") -> str:
    """“1 person”, “2,000 people”. one, more: the word for one and for more, by default with an s."""
    return f"{n:,} {one if n == 1 else more or one + 's'}"
