import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from throughline.language import embedding, minilm, minilm_reading, models

# The first five numbers of "Hello world" as published for this model by others.
HELLO = [-0.03447724, 0.03102317, 0.00673497, 0.02610898, -0.039362]
HOSTILE = ["", "  \n\t", "🙂🙂🙂", "شكرا لكم على الرعاية", "a\x00b", "\ud800 alone", "word " * 50_000]


@pytest.fixture(scope="module")
def model(model_folder):
    return embedding.load(model_folder)


def engines(request, name):
    return request.getfixturevalue("model") if name == "minilm" else embedding.TfidfSvd()


@pytest.fixture(params=["minilm", "tfidf"])
def engine(request):
    return engines(request, request.param)


def test_minilm_gives_the_published_numbers(model):
    vectors = model.embed(["Hello world", "doctor", "physician", "banana"])
    assert vectors[0, :5] == pytest.approx(HELLO, abs=1e-4)
    assert vectors[1] @ vectors[2] == pytest.approx(0.8598, abs=1e-4)
    assert vectors[1] @ vectors[3] == pytest.approx(0.3379, abs=1e-4)


# Seen red with positions counted through the whole batch instead of from each text's own start.
def test_a_text_has_the_same_vector_alone_and_among_others(model):
    texts = [("the nurse was kind " * n).strip() for n in (1, 2, 9, 30)] + ["parking", "food"] * 40
    together = model.embed(texts)
    alone = np.concatenate([model.embed([text]) for text in texts])
    assert np.abs(together - alone).max() < 1e-5


def test_the_number_of_threads_does_not_change_one_bit(model_folder):
    place = model_folder / models.MINILM.folder
    texts = [f"I waited {n} hours on ward {n % 7} and {'nobody ' * (n % 13)}came" for n in range(300)]
    one = minilm.MiniLM(place, threads=1).embed(texts)
    three = minilm.MiniLM(place, threads=3).embed(texts)
    assert one.tobytes() == three.tobytes()


def test_vectors_are_float32_rows_of_length_one(engine):
    vectors = engine.embed(["kind staff", "long wait", "kind staff"])
    assert vectors.dtype == np.float32
    assert vectors.shape == (3, engine.dimensions)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(3), abs=1e-5)
    assert np.array_equal(vectors[0], vectors[2])


def test_hostile_texts_have_finite_vectors(engine):
    vectors = engine.embed(HOSTILE)
    assert vectors.shape == (len(HOSTILE), engine.dimensions)
    assert np.isfinite(vectors).all()


def test_no_text_gives_no_row(engine):
    assert engine.embed([]).shape == (0, engine.dimensions)


def test_progress_counts_every_text_once(engine):
    seen = []
    engine.embed(["a wait", "b wait", "a wait"] * 50, lambda done, of: seen.append((done, of)))
    assert seen[-1] == (150, 150)
    assert seen == sorted(seen)


def test_a_very_long_text_is_cut_before_it_is_tokenised(model):
    counted = model._tokens(["word " * 50_000, "ward"])
    assert [len(item) for item in counted] == [minilm_reading.MAX_TOKENS, 3]


def test_tfidf_is_deterministic_and_says_what_it_is():
    texts = [f"ward {n % 11} food {n % 3} wait number{n}" for n in range(200)]
    first, second = embedding.TfidfSvd().embed(texts), embedding.TfidfSvd().embed(texts)
    assert first.tobytes() == second.tobytes()
    assert "no language model" in embedding.TfidfSvd.description


def test_tfidf_of_wordless_texts_is_zero():
    assert not embedding.TfidfSvd().embed(["🙂", "…"]).any()


def test_load_falls_back_without_a_model(tmp_path):
    assert isinstance(embedding.load(tmp_path), embedding.TfidfSvd)


# Seen red against a load that looked at names only: the damaged file was read as weights.
def test_load_refuses_a_damaged_model(tmp_path):
    place = tmp_path / models.MINILM.folder
    place.mkdir()
    for member in models.MINILM.members:
        (place / member.name).write_bytes(b"{}")
    with pytest.raises(models.ModelError, match="damaged"):
        embedding.load(tmp_path)


@given(st.lists(st.floats(-30, 30, width=32), min_size=1, max_size=200))
@settings(max_examples=200, deadline=None)
def test_gelu_is_the_exact_function(values):
    rows = np.array([values], dtype=np.float32)
    exact = [0.5 * float(x) * (1 + math.erf(float(x) / math.sqrt(2))) for x in rows[0]]
    minilm.gelu(rows)
    assert np.abs(rows[0] - exact).max() < 2e-6


def test_gelu_reaches_every_row_of_a_tall_array():
    rows = np.full((minilm.GELU_ROWS * 2 + 3, 5), 1, dtype=np.float32)
    minilm.gelu(rows)
    assert rows == pytest.approx(np.full_like(rows, 0.8413447), abs=2e-6)


def test_safetensors_with_an_offset_outside_the_file_is_refused(tmp_path):
    header = b'{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}'
    path = tmp_path / "x.safetensors"
    path.write_bytes(len(header).to_bytes(8, "little") + header + b"\0" * 8)
    with pytest.raises(ValueError, match="outside the file"):
        minilm_reading.read_safetensors(path)
    path.write_bytes((10**9).to_bytes(8, "little") + header)
    with pytest.raises(ValueError, match="longer than the file"):
        minilm_reading.read_safetensors(path)
