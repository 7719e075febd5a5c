"""After a restore: words whose key was destroyed since the backup are erased, and their rows must say so."""

from throughline.core import audit
from throughline.core.actions import Actor, action
from throughline.voices.models import Contribution


@action
def mark_erased() -> int:
    """Mark every contribution without a key as erased, and drop what is left of it. Returns how many."""
    lost = Contribution.objects.filter(data_key=None).exclude(standing=Contribution.Standing.ERASED)
    count = lost.update(standing=Contribution.Standing.ERASED, words=b"", public_words=None, extra=None)
    if count:
        audit.record(
            actor=Actor.system("restore"),
            verb="voices.erased-after-restore",
            target="voices.contribution",
            detail={"count": count},
        )
    return count
