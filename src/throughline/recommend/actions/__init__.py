"""The only functions that change recommendations, answers and progress."""

from throughline.recommend.actions.answering import answer, ask_authority, note_opened, open_link, report_progress
from throughline.recommend.actions.recommending import (
    approve_wording,
    cite_findings,
    create_authority,
    draft_recommendation,
    edit_recommendation,
    publish_recommendation,
    write_wording,
)

__all__ = [
    "answer",
    "approve_wording",
    "ask_authority",
    "cite_findings",
    "create_authority",
    "draft_recommendation",
    "edit_recommendation",
    "note_opened",
    "open_link",
    "publish_recommendation",
    "report_progress",
    "write_wording",
]
