"""Fetch the design system and prepare every style sheet and script under a name that carries its content's
hash.

    python -m throughline.web.assets

The pinned, hashed wheel in `requirements/assets.txt` is downloaded as data and opened as a zip file; it is
never installed or
imported. Our own files in `static/throughline/` go through the same step. What comes out lies in
`static/vendor/`
(ignored by git, part of the built wheel) with `manifest.json`, which `static()` in templates reads.
Running it again does
nothing unless a pin or one of our files has changed.

Settings that go with it (no `collectstatic` is needed, and a far-future cache header is safe because names
change with content):

    STATIC_URL = "/static/"
    STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.AppDirectoriesFinder"]
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    WHITENOISE_USE_FINDERS = True
    WHITENOISE_AUTOREFRESH = DEBUG
    WHITENOISE_IMMUTABLE_FILE_TEST = throughline.web.assets.IMMUTABLE      # a year; everything else
    WHITENOISE_MAX_AGE

with "django.contrib.staticfiles" and "throughline.web" in INSTALLED_APPS. Every file has a `.gz` beside
it, which WhiteNoise serves.
The content security policy needs `'self'` only.
"""

import gzip
import hashlib
import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from throughline.web.stylesheets import RemoteAsset, clean, drop_source_map, mirror

HERE = Path(__file__).resolve().parent
OURS = HERE / "static" / "throughline"
VENDOR = HERE / "static" / "vendor"
PINS = HERE.parents[2] / "requirements" / "assets.txt"
IMMUTABLE = r"^.+/vendor/[\w.-]+\.[0-9a-f]{12}\.[a-z]+$"

# Changes whenever this step writes something else from the same sources.
RECIPE = "2"


class AssetsError(Exception):
    """The assets could not be fetched, or are not what they should be; the message says what to do."""


def main() -> int:
    """Run the step from the command line. Returns the exit code."""
    try:
        changed = prepare()
    except (AssetsError, RemoteAsset) as error:
        sys.stderr.write(f"Assets: {error}\n")
        return 1
    sys.stdout.write("Assets: prepared.\n" if changed else "Assets: up to date.\n")
    return 0


def prepare(
    *,
    pins: Path = PINS,
    ours: Path = OURS,
    vendor: Path = VENDOR,
    fetch: Callable[[Path, Path], Path] | None = None,
) -> bool:
    """Bring `vendor` up to date with the pins and our own files.

    Args: `fetch(pins, folder)` returns the wheel's path (default: `download`).
    Returns whether anything was written. Raises `AssetsError` or `RemoteAsset`; then `vendor` is as before.
    """
    source = fingerprint(pins, ours)
    if _manifest(vendor).get("source") == source:
        return False
    with tempfile.TemporaryDirectory() as folder:
        wheel = (fetch or download)(pins, Path(folder))
        files, licence = read_wheel(wheel)
    files |= {path.name: path.read_text("utf-8") for path in sorted(ours.iterdir()) if path.is_file()}
    write(files | right_to_left(files), vendor=vendor, source=source, licence=licence)
    return True


def fingerprint(pins: Path, ours: Path) -> str:
    """The SHA-256 of everything that the result depends on: the pins, our own files, this recipe."""
    digest = hashlib.sha256(RECIPE.encode() + pins.read_bytes())
    for path in sorted(ours.iterdir()):
        if path.is_file():
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def download(pins: Path, folder: Path) -> Path:
    """Download the pinned wheel into `folder` with pip, which checks its hash. Returns its path."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
    command += ["--require-hashes", "--dest", str(folder), "-r", str(pins)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - arguments are ours
    wheels = list(folder.glob("*.whl"))
    if done.returncode or len(wheels) != 1:
        reason = done.stderr.strip() or f"{len(wheels)} packages instead of one"
        raise AssetsError(f"the design system could not be fetched.\n{reason}")
    return wheels[0]


def read_wheel(wheel: Path) -> tuple[dict[str, str], str]:
    """Take the style sheet and the module script out of the wheel.

    Returns `({"nhsuk-frontend.css": text, "nhsuk-frontend.js": text}, licence text)`.
    """
    with zipfile.ZipFile(wheel) as archive:
        css = _only(archive, "/css/nhsuk-frontend-", ".min.css")
        script = _only(archive, "/js/nhsuk-frontend-", ".min.js")
        licence = _only(archive, "/licenses/LICENSE", "")
    return {"nhsuk-frontend.css": clean(css), "nhsuk-frontend.js": drop_source_map(script)}, licence


def _only(archive: zipfile.ZipFile, part: str, ending: str) -> str:
    names = [name for name in archive.namelist() if part in name and name.endswith(ending)]
    if len(names) != 1:
        raise AssetsError(f"the package holds {len(names)} files like *{part}*{ending} instead of one")
    return archive.read(names[0]).decode("utf-8")


def right_to_left(files: dict[str, str]) -> dict[str, str]:
    """The mirrored twin, `name.rtl.css`, of every style sheet."""
    return {
        f"{name.removesuffix('.css')}.rtl.css": mirror(text) for name, text in files.items() if name.endswith(".css")
    }


def write(files: dict[str, str], *, vendor: Path, source: str, licence: str) -> None:
    """Write `files` under hashed names with compressed twins, then the manifest, then remove what it no
    longer names."""
    vendor.mkdir(parents=True, exist_ok=True)
    names: dict[str, str] = {}
    # The design system's names come first, so that our module's imports of them can be rewritten.
    for name, text in sorted(files.items(), key=lambda item: not item[0].startswith("nhsuk-")):
        for logical, hashed in names.items():
            text = text.replace(f'"./{logical}"', f'"./{hashed}"')
        stem, _, ending = name.rpartition(".")
        content = text.encode("utf-8")
        names[name] = f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}.{ending}"
        (vendor / names[name]).write_bytes(content)
        (vendor / (names[name] + ".gz")).write_bytes(gzip.compress(content, mtime=0))
    (vendor / "nhsuk-frontend.LICENSE.txt").write_text(licence, "utf-8")
    manifest = json.dumps({"source": source, "files": names}, indent=1, sort_keys=True)
    (vendor / "manifest.json").write_text(manifest + "\n", "utf-8")
    keep = {"manifest.json", "nhsuk-frontend.LICENSE.txt", *names.values()}
    for path in vendor.iterdir():
        if path.name.removesuffix(".gz") not in keep:
            path.unlink()


def _manifest(vendor: Path) -> dict:
    try:
        manifest = json.loads((vendor / "manifest.json").read_text("utf-8"))
    except FileNotFoundError:
        return {}
    complete = all((vendor / name).exists() for name in manifest["files"].values())
    return manifest if complete else {}


@cache
def hashed_names() -> dict[str, str]:
    """The prepared files: name → path below the static root. Raises `AssetsError` when the step has not
    been run."""
    files = _manifest(VENDOR).get("files")
    if not files:
        raise AssetsError("styles and scripts are missing; run `python -m throughline.web.assets`")
    return {name: f"vendor/{hashed}" for name, hashed in files.items()}


if __name__ == "__main__":
    sys.exit(main())
