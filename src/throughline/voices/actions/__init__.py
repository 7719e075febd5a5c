"""The only functions that change what people said, agreed to, or had decided about their words."""

from throughline.voices.actions.drafts import discard_draft, save_draft
from throughline.voices.actions.receiving import Giver, Received, Words, receive

__all__ = ["Giver", "Received", "Words", "discard_draft", "receive", "save_draft"]
