"""Consent is asked per use, and every "no" says what follows (A2). Words once answered stay as they were."""

import hashlib

from throughline.voices import consent_wording
from throughline.voices.models import ConsentRecord, ConsentWording, Withdrawal

# A change of any word needs a new VERSION here, because people have answered the old words.
FINGERPRINTS = {"2026-11": "1b3e8330a8ffa6da7cf13f44533d890056cbe9e80369622f4dca5b9e564d54e2"}

HEARD = "494e6ecdd9225428b3fb903ae5cb432791608754615569596a6ad3eea1e0c6de"


def test_five_uses_of_which_only_reading_is_required():
    assert consent_wording.USE_SLUGS == ("read", "analyse", "quote", "keep", "contact")
    assert [use.slug for use in consent_wording.USES if use.required] == ["read"]
    assert all(str(use.words) and str(use.if_no) for use in consent_wording.USES)


def test_version_and_slugs_fit_their_columns():
    assert len(consent_wording.VERSION) <= ConsentRecord._meta.get_field("version").max_length
    assert max(map(len, consent_wording.USE_SLUGS)) <= ConsentWording._meta.get_field("use").max_length


def test_words_of_a_version_never_change():
    words = "\n".join(f"{use.slug}: {use.words}" for use in consent_wording.USES)
    assert hashlib.sha256(words.encode()).hexdigest() == FINGERPRINTS[consent_wording.VERSION]
    assert hashlib.sha256(str(consent_wording.HEAR.words).encode()).hexdigest() == HEARD


def test_withdrawal_explains_w0_to_w4_and_every_kind_a_person_can_ask_for():
    meanings = consent_wording.WITHDRAWAL
    assert [meaning.code for meaning in meanings] == ["W0", "W1", "W2", "W3", "W4"]
    assert set(Withdrawal.Kind.values) - {"resume"} <= {meaning.slug for meaning in meanings}
    assert all(str(meaning.title) and str(meaning.words) for meaning in meanings)
