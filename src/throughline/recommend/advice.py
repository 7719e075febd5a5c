"""Advice on the words of a recommendation: reading age, long sentences and jargon. Advice, never a gate."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from throughline.programmes.advice import Advice, on_fields, on_text
from throughline.programmes.wording.queries import own_words
from throughline.recommend.models import Recommendation

_FIELDS = {
    "title": gettext_lazy("What should change"),
    "protects_patients": gettext_lazy("Patients protected"),
    "saves_staff_time": gettext_lazy("Staff time saved"),
    "saves_money": gettext_lazy("Public money saved"),
}


def on_recommendation(recommendation: Recommendation) -> list[Advice]:
    """What would make the title, the three benefits and each wording plainer."""
    own = own_words(recommendation.programme)
    texts = [(str(row.get_audience_display()), row.words) for row in recommendation.wordings.order_by("pk")]
    found = [Advice(where, what) for where, words in texts for what in on_text(words, own=own)]
    return [*on_fields(recommendation, _FIELDS, own=own), *found]
