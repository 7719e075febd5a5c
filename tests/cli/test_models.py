"""`models fetch` and `models check` as a person calls them."""

import pytest
from click.testing import CliRunner

from throughline.cli.models import models as command
from throughline.language import models as store


@pytest.fixture
def nothing_here(monkeypatch, tmp_path):
    monkeypatch.setenv("THROUGHLINE_MODELS", str(tmp_path))
    return tmp_path


def offline(model, folder=None):
    raise store.ModelError("could not download")


def test_optional_fetch_goes_on_offline_and_says_what_is_different(nothing_here, monkeypatch):
    monkeypatch.setattr(store, "fetch_one", offline)
    result = CliRunner().invoke(command, ["fetch", "--optional"])
    assert result.exit_code == 0
    for model in store.MODELS:
        assert f"{model.title}: it {model.purpose} ({model.megabytes} MB, licence {model.licence})" in result.output
        assert f"Until it is here, {model.without}." in result.output


def test_fetch_brings_the_others_and_then_fails(nothing_here, monkeypatch):
    brought = []

    def one_fails(model, folder=None):
        if model is store.MINILM:
            offline(model)
        brought.append(model)

    monkeypatch.setattr(store, "fetch_one", one_fails)
    result = CliRunner().invoke(command, ["fetch"])
    assert result.exit_code == 1
    assert brought == [store.WHISPER, store.SPACY_ENGLISH]


def test_fetch_takes_only_what_is_named(nothing_here, monkeypatch):
    brought = []
    monkeypatch.setattr(store, "fetch_one", lambda model: brought.append(model))
    assert CliRunner().invoke(command, ["fetch", "whisper-base"]).exit_code == 0
    assert brought == [store.WHISPER]


def test_check_points_out_what_is_not_installed_and_fails_when_it_was_named(nothing_here):
    every = CliRunner().invoke(command, ["check"])
    assert every.exit_code == 0
    assert every.output.count("not installed: ") == len(store.MODELS)
    assert CliRunner().invoke(command, ["check", "whisper-base"]).exit_code == 1


def test_check_fails_for_a_damaged_model(nothing_here):
    place = nothing_here / store.MINILM.folder
    place.mkdir()
    (place / "config.json").write_text("{}")
    result = CliRunner().invoke(command, ["check"])
    assert result.exit_code == 1
    assert "wrong digest  config.json" in result.output
