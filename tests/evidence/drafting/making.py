"""Drafts to test with."""

from throughline.evidence.drafting import actions, queries
from throughline.evidence.drafting.models import Proposal
from throughline.evidence.models import Finding
from throughline.language.drafting.results import Claim, Draft, Record, Source, Support


def proposal(finding: Finding, text: str, quote: str) -> Proposal:
    """A draft that passed the checks, of one claim that rests on the team's own text."""
    row = Proposal.objects.create(finding=finding, purpose="staff")
    record = Record("rewording", "http://127.0.0.1:1/v1", "m", "m-2", 0.0, quote, "0" * 64, (queries.OF_TEXT,), ())
    claims = (Claim(text, (Support(queries.OF_TEXT, quote),)),)
    given = queries.Given([Source(queries.OF_TEXT, quote)])
    actions.keep(proposal=row, given=given, result=Draft(claims, record))
    row.refresh_from_db()
    return row
