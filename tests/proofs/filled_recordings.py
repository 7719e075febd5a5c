"""Recordings in every state in which somebody may hear them: in a draft, sent to be written down, written down, kept
for a moderator, and published.
"""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from tests.proofs.filled_site import Site
from tests.support import factories, recordings

from throughline.core import vault
from throughline.core.models import DataKey
from throughline.programmes.models import Role
from throughline.voices.models import RECORDINGS, Draft, Recording, SentRecording
from throughline.voices.part import cookie

HEAD = b"RIFF\x24\x00\x00\x00WAVEfmt "


def recorded(site: Site, text) -> None:
    """`text(field)`: what stands in the file, or in the words, of this field."""
    activity = site.activities["stories"]
    index = vault.token_hash(cookie.draft_key(site.draft_cookie, activity))
    own = Recording(
        draft=Draft.objects.get(key_index=index), kind="story", status="written", **_file(text("draft.sound"))
    )
    transcript = {"text": text("draft.transcript"), "segments": [], "warnings": []}
    own.transcript = vault.seal_json(transcript, key=own.data_key, context=own.context("transcript"))
    own.save()
    submission = factories.make_submission(activity, participant=site.participant)
    taken = {"taken_by": site.all_roles, "taken_until": timezone.now() + timedelta(hours=1)}
    waiting = {"submission": submission, "kind": "story", "prompt": text("contribution.prompt")}
    site.add("recording", SentRecording.objects.create(**waiting, **taken, **_file(text("waiting.sound"))))
    words = factories.make_contribution(
        activity=activity,
        submission=submission,
        text=text("raw.heard"),
        public_words=text("public.heard"),
        medium="heard",
        prompt=text("contribution.prompt"),
    )
    site.add("contribution", words)
    heard = SentRecording.objects.create(
        **waiting,
        **_file(text("heard.sound")),
        contribution=words,
        status="written",
        written_by=site.members[Role.FACILITATOR],
        written_at=timezone.now(),
        check_by=timezone.now() + timedelta(days=14),
    )
    site.add("heard", heard)
    for name, hearing in (("told", "approved"), ("kept", "waiting")):
        public = text(f"public.{name}")
        agreed = factories.make_contribution(
            activity=activity,
            submission=submission,
            prompt=text("contribution.prompt"),
            text=public,
            public_words=public,
        )
        heard = HEAD + text(f"{name}.sound").encode()
        recordings.kept(agreed, heard, hearing=hearing, heard_reason=text("sound.reason"))
        site.add("contribution", agreed)
        site.add(name, agreed)


def _file(text: str) -> dict[str, object]:
    """A sealed file in which a text stands."""
    written = RECORDINGS.write()
    written.write(HEAD + text.encode())
    written.close()
    return {"stored_as": written.name, "data_key": DataKey.objects.get(pk=written.key.pk), "size": written.size}
