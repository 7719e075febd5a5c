"""Take the pictures of docs/ from the worked example: `make screenshots`. Everything on them is made up.

A site of its own is started in a folder that is removed afterwards.
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.support.browser import ARGUMENTS, executable  # noqa: E402

COMMAND = [sys.executable, "-m", "throughline.cli.main"]
PROGRAMME = "leaving-hospital-what-makes-going-home-safe"
PICTURES = {"screenshot.png": f"/programmes/{PROGRAMME}/throughline"}
WIDTH, HEIGHT = 1280, 1000


@contextmanager
def site() -> Iterator[str]:
    """Yield the address of a site with the worked example."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "DATA_DIR": folder, "PORT": port}
        environment.pop("DATABASE_URL", None)
        subprocess.run([*COMMAND, "demo", "--no-serve"], env=environment, check=True, stdout=subprocess.DEVNULL)
        server = subprocess.Popen([*COMMAND, "serve"], env=environment, stdout=subprocess.DEVNULL)
        try:
            yield wait_for(f"http://127.0.0.1:{port}")
        finally:
            server.terminate()
            server.wait(timeout=30)


def wait_for(address: str) -> str:
    """Return `address` once the site there answers."""
    for _ in range(100):
        try:
            urllib.request.urlopen(f"{address}/health", timeout=5).close()
        except OSError:
            time.sleep(0.2)
        else:
            return address
    raise SystemExit("the site did not start")


def main() -> None:
    with site() as address, sync_playwright() as library:
        browser = library.chromium.launch(executable_path=executable(), args=ARGUMENTS)
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        for name, path in PICTURES.items():
            response = page.goto(address + path)
            assert response is not None
            assert response.ok, f"{path} answered {response.status}"
            page.screenshot(path=ROOT / "docs" / name)
            print(f"docs/{name}")
        browser.close()


if __name__ == "__main__":
    main()
