"""The product's own settings, with a data folder of this test run's own, so that runs side by side do not
meet.
"""

import atexit
import os
import shutil
import tempfile

# The processes of this run inherit its folder. Any other is somebody's own, with their data in it.
if not os.path.basename(os.environ.get("DATA_DIR", "")).startswith("throughline-tests-"):
    os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="throughline-tests-")
    atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)

from jinja2 import FileSystemBytecodeCache

from throughline.web.settings import *  # noqa: F403
from throughline.web.settings import TEMPLATES

PUBLIC_PAGE_SECONDS = 0  # a test reads what it has just written
ACTIVITY_SECONDS = 0
WHITENOISE_AUTOREFRESH = True  # every client of a test would make a list of all files
# Some hundred templates, which every process would compile for itself.
TEMPLATES[0]["OPTIONS"]["bytecode_cache"] = FileSystemBytecodeCache(os.environ["DATA_DIR"])
