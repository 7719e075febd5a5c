"""The only functions that change what people said, agreed to, or had decided about their words."""

from throughline.voices.actions.consent import change_consent, erase, withdraw
from throughline.voices.actions.drafts import discard_draft, save_draft
from throughline.voices.actions.moderation import Removal, decide, mark_read, reply_to_decision
from throughline.voices.actions.receiving import Giver, Received, Words, receive

__all__ = [
    "Giver",
    "Received",
    "Removal",
    "Words",
    "change_consent",
    "decide",
    "discard_draft",
    "erase",
    "mark_read",
    "receive",
    "reply_to_decision",
    "save_draft",
    "withdraw",
]
