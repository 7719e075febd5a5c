"""Writing down what is said in a recording: the work of a job, which may be killed and begun again."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from django.utils.translation import gettext as _

from throughline.core import jobs
from throughline.core.sealed_files import PIECE
from throughline.language import media, transcription
from throughline.language.media.limits import RATE
from throughline.voices import actions, queries
from throughline.voices.models import RECORDINGS, Recording


def write_down(recording: Recording) -> None:
    """Listen to a recording from where an earlier try stopped, and keep what was said, or why nothing was.

    The file is opened in memory only. Nothing is held while the machine listens: no transaction, no lock.
    """
    _clean(recording)
    if not transcription.available():
        actions.keep_problem(recording=recording, problem=_("This site cannot write down recordings by itself."))
        return
    done = [transcription.Part.from_dict(part) for part in queries.parts_of(recording)]
    sound = RECORDINGS.read(recording.stored_as, recording.data_key)

    def told(heard: int, of: int, _note: str) -> None:
        actions.keep_parts(
            recording=recording, parts=[part.to_dict() for part in done], heard=heard, seconds=of or None
        )
        jobs.progress(heard, of or heard)

    def listen(tell: Callable[[int, int, str], None]) -> transcription.Transcript:
        with _transcriber().listening(sound, start=done[-1].end if done else 0) as listening:
            for part in listening:
                done.append(part)
                tell(part.end // RATE, int(listening.said_seconds or 0), "")
            engine = _transcriber().engine
            notes = ["Parts of this recording are damaged and were left out."] * bool(listening.damaged)
            return transcription.assemble(
                done,
                duration=listening.duration,
                model=engine.name,
                version=engine.version,
                description=engine.description,
                notes=notes,
            )

    try:
        transcript = jobs.compute(listen, progress=told)
    except media.MediaError as error:
        actions.keep_problem(recording=recording, problem=str(error))
        return
    with jobs.commit():
        actions.keep_transcript(recording=recording, transcript=transcript.to_dict(), seconds=transcript.duration)


def _clean(recording: Recording) -> None:
    """Keep a copy without place, device and time in place of what was sent, before any person can hear it.

    Where that fails the recording stays as it is and is heard by nobody but its author.
    """
    if recording.cleaned or recording.data_key is None:
        return
    try:
        with media.cleaned(RECORDINGS.read(recording.stored_as, recording.data_key)) as (found, copy):
            written = RECORDINGS.write(recording.data_key)
            while block := copy.read(PIECE):
                written.write(block)
            written.close()
    except media.MediaError:
        return
    actions.keep_clean(recording=recording, written=written, film=found.recording.film)
    recording.refresh_from_db()


@cache
def _transcriber() -> transcription.Transcriber:
    """The model, loaded once for a worker."""
    return transcription.load()
