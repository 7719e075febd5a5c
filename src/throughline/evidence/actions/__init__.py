"""The only functions that change the throughline: findings, their evidence, links and dispositions."""

from throughline.evidence.actions.dispositions import dispose
from throughline.evidence.actions.findings import (
    cite,
    draft_finding,
    edit_finding,
    publish_finding,
    retract_finding,
    revise_finding,
)
from throughline.evidence.actions.links import link, unlink
from throughline.evidence.actions.proposals import take_up
from throughline.evidence.actions.runs import ask_for_run

__all__ = [
    "ask_for_run",
    "cite",
    "dispose",
    "draft_finding",
    "edit_finding",
    "link",
    "publish_finding",
    "retract_finding",
    "revise_finding",
    "take_up",
    "unlink",
]
