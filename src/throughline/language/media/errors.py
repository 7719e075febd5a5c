"""What can be wrong with a recording, in words for the person who sent it."""

from __future__ import annotations


class MediaError(Exception):
    """A recording could not be used. `code` is for programs; the message says what is wrong and what to do."""

    code = "media"


class Empty(MediaError):
    code = "empty"

    def __init__(self) -> None:
        super().__init__("This file is empty: the recording or the upload stopped before it began. Send it again.")


class UnknownKind(MediaError):
    code = "unknown_kind"

    def __init__(self, what: str = "not a kind of recording that can be played here") -> None:
        super().__init__(f"This file is {what}. Send an audio file or a film: {ACCEPTED}.")


class Playlist(MediaError):
    code = "playlist"

    def __init__(self) -> None:
        super().__init__("This file is a list of other files, not a recording. Send the recording itself.")


class TooLarge(MediaError):
    code = "too_large"

    def __init__(self, size: int, limit: int) -> None:
        super().__init__(
            f"This file has {size / 1e6:,.0f} MB; {limit / 1e6:,.0f} MB is the most that can be taken here. "
            "Send it in parts, or as sound only."
        )


class TooLong(MediaError):
    code = "too_long"

    def __init__(self, limit: float, *, film: bool = False) -> None:
        what = "film" if film else "recording"
        super().__init__(
            f"This {what} is longer than {_minutes(limit)}, the most that can be taken here. Send it in parts."
        )


class NoSound(MediaError):
    code = "no_sound"

    def __init__(self, *, film: bool = False) -> None:
        super().__init__(
            "This film has no sound, so a machine cannot write down its words. It can still be seen, and a person can "
            "write down what is said or signed."
            if film
            else "There is no sound in this file. Send a recording with sound, or type your words."
        )


class Silent(MediaError):
    code = "silent"

    def __init__(self) -> None:
        super().__init__(
            "This recording is silent from beginning to end. Perhaps the microphone was off. "
            "Record it again, or type your words."
        )


class Damaged(MediaError):
    code = "damaged"

    def __init__(self) -> None:
        super().__init__("This file is damaged or not complete, and cannot be played. Send it again.")


class NotAPicture(MediaError):
    code = "not_a_picture"

    def __init__(self) -> None:
        super().__init__("This file is not a picture that can be shown here. Send a PNG, JPEG or WebP picture.")


class TooManyPixels(MediaError):
    code = "too_many_pixels"

    def __init__(self) -> None:
        super().__init__("This picture has more than 40 million pixels. Send a smaller one.")


class TooSmall(MediaError):
    code = "too_few_pixels"

    def __init__(self) -> None:
        super().__init__("This picture is less than 16 pixels wide or high. Send a larger one.")


class TooHard(MediaError):
    """The file took more time or memory than any true recording needs."""

    code = "too_hard"

    def __init__(self, what: str) -> None:
        super().__init__(
            f"Reading this file took more {what} than a recording needs, so it was stopped. "
            "Save it in another format, or send it in parts."
        )


class Unavailable(MediaError):
    """The packages for sound are not installed: the operator's matter, not the sender's."""

    code = "unavailable"

    def __init__(self) -> None:
        super().__init__("Recordings cannot be read here: the packages of the extra “speech” are not installed.")


ACCEPTED = "MP3, M4A, MP4, MOV, WebM, Ogg, WAV or FLAC"


def _minutes(seconds: float) -> str:
    return f"{seconds / 60:g} minutes" if seconds >= 60 else f"{seconds:g} seconds"
