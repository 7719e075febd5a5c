import pytest
from jinja2 import PackageLoader

from throughline.web.assets import VENDOR, hashed_names
from throughline.web.jinja import environment


@pytest.fixture(scope="session")
def env():
    return environment(loader=PackageLoader("throughline.web", "jinja2"))


@pytest.fixture(scope="session")
def macro(env):
    """Find a macro by file and name: macro("button") or macro("checkboxes", "checkbox")."""

    def find(file, name=None):
        return getattr(env.get_template(f"components/{file}.html").module, name or file)

    return find


@pytest.fixture(scope="session")
def vendor_file():
    """Read one of the prepared files by its plain name."""
    return lambda name: (VENDOR.parent / hashed_names()[name]).read_text("utf-8")
