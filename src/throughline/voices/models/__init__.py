"""Who spoke (as the programme knows them), what they said, what they agreed to, and what moderators decided."""

from throughline.voices.models.consent import ConsentRecord, ConsentWording, Withdrawal
from throughline.voices.models.contributions import Contribution, Draft, Source, Submission
from throughline.voices.models.moderation import AuthorReply, Decision, PublicReply
from throughline.voices.models.names import NameLists, ProposedRemovals
from throughline.voices.models.participants import Enrolment, Participant, Receipt
from throughline.voices.models.recordings import RECORDINGS, Recording
from throughline.voices.models.routes import Route, RouteKind, Signpost
from throughline.voices.models.sent import SentRecording
from throughline.voices.models.workbench import Hold, SecondOpinion

__all__ = [
    "RECORDINGS",
    "AuthorReply",
    "ConsentRecord",
    "ConsentWording",
    "Contribution",
    "Decision",
    "Draft",
    "Enrolment",
    "Hold",
    "NameLists",
    "Participant",
    "ProposedRemovals",
    "PublicReply",
    "Receipt",
    "Recording",
    "Route",
    "RouteKind",
    "SecondOpinion",
    "SentRecording",
    "Signpost",
    "Source",
    "Submission",
    "Withdrawal",
]
