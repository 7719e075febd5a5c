"""Compare two pieces of HTML as trees: the order of attributes and classes, and white space, do not count."""

from html.parser import HTMLParser

VOID = {"input", "img", "br", "hr", "meta", "link", "path"}


class _Tree(HTMLParser):
    def __init__(self):
        super().__init__()
        self.root = ("root", (), [])
        self.open = [self.root]

    def handle_starttag(self, tag, attrs):
        pairs = tuple(sorted((name, _value(name, value)) for name, value in attrs))
        node = (tag, pairs, [])
        self.open[-1][2].append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        assert self.open[-1][0] == tag, f"</{tag}> closes <{self.open[-1][0]}>"
        self.open.pop()

    def handle_data(self, data):
        text = " ".join(data.split())
        if text:
            self.open[-1][2].append(text)


def _value(name, value):
    value = value or ""
    return " ".join(sorted(value.split())) if name == "class" else value


def tree(html):
    """The HTML as nested (tag, attributes, children); fails when a tag is not closed where it should be."""
    parser = _Tree()
    parser.feed(str(html))
    parser.close()
    assert len(parser.open) == 1, f"<{parser.open[-1][0]}> is never closed"
    return parser.root[2]


def classes(html):
    """Every class name used in the HTML."""
    found = set()
    pending = list(tree(html))
    while pending:
        node = pending.pop()
        if not isinstance(node, str):
            found |= set(dict(node[1]).get("class", "").split())
            pending += node[2]
    return found
