"""Which Chromium the browser tests drive, and how to come by one.

Best is Chromium's headless shell, the same engine without a desktop's windows: it loads a page with a third of the
work. `python -m tests.support.browser` makes sure that there is a browser: the shell that is on PATH, else from the
system's package manager where that is allowed, else any Chromium on PATH, else the test library's own shell.
"""

import atexit
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SHELL = "chromium-headless-shell"
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    # One process draws all pages: each visitor is a browser context of its own, which need not cost a process.
    "--renderer-process-limit=1",
    "--in-process-gpu",
    # Pages live for a second: scripts that are made faster in the background cost a fifth more than they save.
    "--js-flags=--single-threaded",
    # A microphone and a camera that everybody may use: what it hears is the clip with known words, where that is here.
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]
# Beside the project, so that a clean-up of the user's cache does not surprise anybody; ignored by git.
OWN = Path(__file__).resolve().parents[1] / ".browser"


class NoBrowser(RuntimeError):
    """No Chromium can be had here."""


@cache
def executable() -> str:
    """Return the path of a Chromium. Raises `NoBrowser` when there is none: run this module first."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None) or _own()
    if not found:
        raise NoBrowser("there is no Chromium; run: python -m tests.support.browser")
    return found


@cache
def shared() -> "Browser":
    """The one Chromium of this test process. Its library allows no second one beside it."""
    from playwright.sync_api import sync_playwright
    from tests.support import speech_clips

    # Rows are written from the thread that also drives the browser, whose library has an event loop in it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    play = sync_playwright().start()
    atexit.register(play.stop)
    clip = speech_clips.two_cities()
    hears = [f"--use-file-for-fake-audio-capture={clip}"] if clip else []
    return play.chromium.launch(executable_path=executable(), args=[*ARGUMENTS, *hears])


def ensure() -> str:
    """Return the path of a Chromium, installing one if there is none. Raises `NoBrowser`."""
    if not os.environ.get("CHROMIUM") and not shutil.which(SHELL):
        _from_system()
    for install in (lambda: None, _from_library):
        install()
        executable.cache_clear()
        try:
            return executable()
        except NoBrowser:
            continue
    raise NoBrowser("no Chromium could be installed; install one and name it in CHROMIUM")


def _from_system() -> None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    sys.stdout.write("Installing Chromium from the system's packages …\n")
    quiet = {"stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
    subprocess.run(["apt-get", "update", "-qq"], check=False, **quiet)
    subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", SHELL], check=False, **quiet)


def _from_library() -> None:
    sys.stdout.write("Installing the test library's Chromium …\n")
    environment = {**os.environ, "PLAYWRIGHT_BROWSERS_PATH": str(OWN)}
    subprocess.run(
        [sys.executable, "-m", "playwright", "install", "--only-shell", "chromium"], check=False, env=environment
    )


def _own() -> str | None:
    found = sorted(OWN.glob("chromium_headless_shell-*/*/*headless*shell"))
    return str(found[-1]) if found else None


if __name__ == "__main__":
    sys.stdout.write(f"Chromium: {ensure()}\n")
