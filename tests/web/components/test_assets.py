"""The step that fetches and prepares style sheets and scripts."""

import gzip
import hashlib
import json
import re
import zipfile

import pytest

from throughline.web import assets
from throughline.web.assets import IMMUTABLE, PINS, VENDOR, AssetsError, download, hashed_names, prepare
from throughline.web.stylesheets import RemoteAsset

CSS = "@font-face{src:url(https://e.org/f.woff)}body{margin-left:1px}"


def wheel(path, css=CSS, version="1"):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"p/static/css/nhsuk-frontend-{version}.min.css", css)
        archive.writestr(f"p/static/js/nhsuk-frontend-{version}.min.js", "export const initAll=()=>{};")
        archive.writestr("p-1.dist-info/licenses/LICENSE", "The licence")
        archive.writestr("p/evil.py", "raise SystemExit('installed code was run')")
    return path


@pytest.fixture
def place(tmp_path):
    """A project in small: pins, our own files, and a wheel to be fetched; prepare(**place) works on it."""
    ours = tmp_path / "ours"
    ours.mkdir()
    (ours / "our.js").write_text('import { initAll } from "./nhsuk-frontend.js";\n')
    (ours / "our.css").write_text("p{float:left}\n")
    pins = tmp_path / "assets.txt"
    pins.write_text("p==1 --hash=sha256:0\n")
    made = wheel(tmp_path / "p.whl")
    return {"pins": pins, "ours": ours, "vendor": tmp_path / "vendor", "fetch": lambda pins, folder: made}


def content(place):
    names = json.loads((place["vendor"] / "manifest.json").read_text())["files"]
    return {name: (place["vendor"] / hashed).read_text() for name, hashed in names.items()}


def test_styles_scripts_and_their_mirrors_are_written(place):
    assert prepare(**place) is True
    files = content(place)
    assert files["nhsuk-frontend.css"] == "body{margin-left:1px}\n"
    assert files["nhsuk-frontend.rtl.css"] == "body{margin-right:1px}\n"
    assert files["our.rtl.css"] == "p{float:right}\n"
    assert sorted(files) == [
        "nhsuk-frontend.css",
        "nhsuk-frontend.js",
        "nhsuk-frontend.rtl.css",
        "our.css",
        "our.js",
        "our.rtl.css",
    ]
    assert (place["vendor"] / "nhsuk-frontend.LICENSE.txt").read_text() == "The licence"


def test_names_carry_the_hash_of_what_is_inside(place):
    prepare(**place)
    names = json.loads((place["vendor"] / "manifest.json").read_text())["files"]
    for hashed in names.values():
        body = (place["vendor"] / hashed).read_bytes()
        assert hashlib.sha256(body).hexdigest()[:12] == hashed.split(".")[-2]
        assert gzip.decompress((place["vendor"] / f"{hashed}.gz").read_bytes()) == body
        assert re.match(IMMUTABLE, f"/static/vendor/{hashed}")


def test_our_module_imports_the_hashed_script(place):
    prepare(**place)
    names = json.loads((place["vendor"] / "manifest.json").read_text())["files"]
    assert content(place)["our.js"] == f'import {{ initAll }} from "./{names["nhsuk-frontend.js"]}";\n'


def test_second_run_fetches_nothing(place):
    prepare(**place)

    def fetch(pins, folder):
        raise AssertionError("fetched again")

    assert prepare(**place | {"fetch": fetch}) is False


@pytest.mark.parametrize("change", ["pins", "our file", "lost file"])
def test_change_is_noticed_and_old_files_go(place, change):
    prepare(**place)
    before = {path.name for path in place["vendor"].iterdir()}
    if change == "pins":
        place["pins"].write_text("p==2 --hash=sha256:1\n")
    elif change == "our file":
        (place["ours"] / "our.css").write_text("p{float:right}\n")
    else:
        next(place["vendor"].glob("our.*.js")).unlink()
    assert prepare(**place) is True
    after = {path.name for path in place["vendor"].iterdir()}
    assert len(after) == len(before)
    assert (after == before) is (change != "our file")


def test_remote_address_in_the_package_is_refused_and_nothing_changes(place, tmp_path):
    prepare(**place)
    before = content(place)
    bad = wheel(tmp_path / "bad.whl", css="a{background:url(https://e.org/x.png)}")
    place["pins"].write_text("p==2 --hash=sha256:1\n")
    with pytest.raises(RemoteAsset):
        prepare(**place | {"fetch": lambda pins, folder: bad})
    assert content(place) == before


def test_package_without_the_style_sheet_is_refused(place, tmp_path):
    empty = tmp_path / "empty.whl"
    with zipfile.ZipFile(empty, "w") as archive:
        archive.writestr("a.txt", "")
    with pytest.raises(AssetsError, match="0 files"):
        prepare(**place | {"fetch": lambda pins, folder: empty})


def test_package_with_another_hash_is_refused(tmp_path):
    """Seen red with `--require-hashes` and the hash taken out of the command and the pins."""
    folder = tmp_path / "index"
    folder.mkdir()
    with zipfile.ZipFile(folder / "tampered-1-py3-none-any.whl", "w") as archive:
        archive.writestr("tampered-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: tampered\nVersion: 1\n")
        archive.writestr("tampered-1.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr("tampered-1.dist-info/RECORD", "")
    pins = tmp_path / "pins.txt"
    pins.write_text(f"--no-index\n--find-links {folder}\ntampered==1 --hash=sha256:{'0' * 64}\n")
    with pytest.raises(AssetsError, match=r"(?i)hash"):
        download(pins, tmp_path)
    assert list(tmp_path.glob("*.whl")) == []


def test_pins_name_one_version_with_a_hash_and_no_address():
    lines = [line for line in PINS.read_text().splitlines() if not line.startswith("#")]
    assert re.fullmatch(r"[\w-]+==[\d.]+ \\\n    --hash=sha256:[0-9a-f]{64}", "\n".join(lines).strip())
    assert "://" not in PINS.read_text()


def test_prepared_files_load_nothing_from_elsewhere(vendor_file):
    for name in hashed_names():
        text = vendor_file(name)
        if name.endswith(".css"):
            assert "font-face" not in text
            assert re.findall(r"url\(|@import|https?://", text) == []
        if name.endswith(".js"):
            assert re.findall(r"""import\s*[^;]*from\s*["'](?!\./)|import\(""", text) == []


def test_missing_step_says_what_to_run(monkeypatch, tmp_path):
    monkeypatch.setattr(assets, "VENDOR", tmp_path)
    hashed_names.cache_clear()
    try:
        with pytest.raises(AssetsError, match=r"throughline\.web\.assets"):
            hashed_names()
    finally:
        monkeypatch.undo()
        hashed_names.cache_clear()
    assert hashed_names()["nhsuk-frontend.css"].startswith("vendor/")
    assert VENDOR.is_dir()
