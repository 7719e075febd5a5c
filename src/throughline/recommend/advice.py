"""Advice on the words of a recommendation: reading age, long sentences and jargon. Advice, never a gate."""

from __future__ import annotations

from throughline.programmes.advice import Advice, on_text
from throughline.recommend.models import Recommendation


def on_recommendation(recommendation: Recommendation) -> list[Advice]:
    """What would make the title and each wording plainer."""
    texts = [(str(row.get_audience_display()), row.words) for row in recommendation.wordings.order_by("pk")]
    return [Advice(where, what) for where, words in texts for what in on_text(words)]
