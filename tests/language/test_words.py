from throughline.language.words import MAX_WORDS, group_words, stem


def test_words_are_those_that_set_a_group_apart():
    texts = ["The ward food was cold", "Cold food on the ward", "Food was awful and cold"]
    texts += ["The ward staff were kind", "Kind staff on the ward", "Staff so kind"]
    words = group_words(texts, [0, 0, 0, 1, 1, 1])
    assert set(words[0][:2]) == {"food", "cold"}
    assert set(words[1][:2]) == {"staff", "kind"}


def test_a_term_is_shown_once_in_its_commoner_form():
    texts = ["my appointment late", "appointments late", "an appointment", "appointment"]
    assert group_words(texts, [0] * 4)[0] == ("appointment", "late")


def test_one_long_text_cannot_name_a_group():
    texts = ["parking " * 50, "food cold", "food cold", "food late"]
    assert "parking" not in group_words(texts, [0] * 4)[0]


def test_a_group_of_stop_words_has_its_commonest_wording():
    assert group_words(["Yes", "yes", "Not really", "kind"], [0, 0, 0, -1]) == {0: ("yes",)}


def test_the_order_of_texts_does_not_matter():
    texts = ["ward food", "food wards", "parking cost", "parking", "costs"]
    labels = [0, 0, 1, 1, 1]
    assert group_words(texts, labels) == group_words(texts[::-1], labels[::-1])


def test_only_the_beginning_of_a_very_long_text_is_read():
    texts = ["food " * MAX_WORDS + "tail", "food tail"]
    assert "tail" not in group_words([*texts, "tail"], [0, 0, -1])[0][:1]
    assert group_words(["food " * MAX_WORDS + "tail"], [0]) == {0: ("food",)}


def test_stem_joins_singular_and_plural_only():
    pairs = {
        "appointments": "appointment",
        "enquiries": "enquiry",
        "nurse's": "nurse",
        "kindness": "kindness",
    }
    assert {word: stem(word) for word in pairs} == pairs
    assert stem("bus") == "bus"
