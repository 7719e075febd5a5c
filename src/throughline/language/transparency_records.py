"""What the transparency records say, one function after the other. Figures: what, value, where, n, date, bounds."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from throughline.language.transparency_intervals import Bounds, counted, drawn, none


class Fields(TypedDict):
    """The words of one record; see `transparency.TransparencyRecord`."""

    key: str
    name: str
    does: str
    why: str
    not_for: str
    who_decides: NotRequired[str]
    data_seen: str
    model: str
    version: str
    figures: NotRequired[tuple[tuple[str, str, str, int, str, Bounds], ...]]
    measured_by: str
    limits: tuple[str, ...]


_COMMENTS = "public patient comments of two NHS trusts, graded by people"
_PHRASES = "phrases of our own, tests/language/signal_phrases.py"
_STORIES = "unseen stories of our own"
_THE_COMMENTS, _QUESTIONS = "the comments", "the 20 questions"
_TOO_HIGH = none("comments that are drawn twice would make this measure too high")
_SAME_COMMENTS = none("the five runs read the same comments, and nothing was drawn")
_NONE_LEFT = none("this follows from how it works: whatever is in no group is listed as standing alone")
_MET_BEFORE = none("the rules were written with these phrases in sight, so they are no sample of others")
_FIVE = none("it is read off the means of five beginnings (seeds 5 to 9)")
_BEGUN = "the comments of five beginnings (seeds 5 to 9)"
_DAY = "22 November 2026"
_OWN_RULES = "Rules and word lists of our own, no machine learning"
_MINILM = "all-MiniLM-L6-v2, or TF-IDF with a truncated SVD where no model is installed"
_ENGLISH = "It reads English. Words in other languages, and dialect, are read less well."
_STAYS = "The words as given, on the organisation's own machines. Nothing leaves them."


def _themes(what: str, value: str, n: int, low: float, high: float) -> tuple[str, str, str, int, str, Bounds]:
    """A figure of how soon the nine main themes are learnt."""
    return (f"Nine main themes, {what}", value, _COMMENTS, n, _DAY, drawn(low, high, _BEGUN))


RECORDS: tuple[Fields, ...] = (
    {
        "key": "embedding",
        "name": "Meaning in numbers",
        "does": "It turns each text into a row of numbers, so that texts which mean alike get like numbers.",
        "why": "So that software can put like words together and find words by their meaning.",
        "not_for": "It says nothing about a person, and judges no text.",
        "data_seen": _STAYS,
        "model": _MINILM,
        "version": "1",
        "figures": (
            (
                "Nearest neighbours kept by the quick way of computing",
                "0.858",
                _COMMENTS,
                1000,
                _DAY,
                drawn(0.852, 0.864, _THE_COMMENTS),
            ),
        ),
        "measured_by": "benchmarks.language.embedding",
        "limits": (_ENGLISH, "It learnt from public web texts and can carry their prejudices."),
    },
    {
        "key": "groups",
        "name": "Groups of similar words",
        "does": "It puts contributions that say similar things together, and shows those that are like no other.",
        "why": "So that a team can read thousands of contributions in a sensible order and overlook none.",
        "not_for": "A group is not a theme until a person has read and named it. The size of a group proves nothing.",
        "data_seen": _STAYS,
        "model": "Mini-batch k-means over the meaning in numbers",
        "version": "1",
        "figures": (
            (
                "Agreement with people's own groups (0 to 1, mutual information)",
                "0.34",
                _COMMENTS,
                4156,
                _DAY,
                _TOO_HIGH,
            ),
            ("Agreement between five runs with other seeds (0 to 1)", "0.61", _COMMENTS, 7908, _DAY, _SAME_COMMENTS),
            ("Contributions left out", "0", _COMMENTS, 7908, _DAY, _NONE_LEFT),
        ),
        "measured_by": "benchmarks.language.groups",
        "limits": ("Groups follow wording as much as meaning.", "Another seed gives other groups: stability is shown."),
    },
    {
        "key": "label_words",
        "name": "Words that tell groups apart",
        "does": "It shows the words that one group uses and the others do not.",
        "why": "So that a reader sees at a glance what a group may be about.",
        "not_for": "It is no summary, and no name for a theme.",
        "data_seen": _STAYS,
        "model": "Class-based TF-IDF",
        "version": "1",
        "measured_by": "benchmarks.language.groups",
        "limits": ("Common words can hide the point that matters.",),
    },
    {
        "key": "rare_signals",
        "name": "Rare signals",
        "does": "It lists contributions that few make, or only one group of people, or that speak of harm.",
        "why": "Software that groups words drowns such points. This list keeps them above water.",
        "not_for": "It does not say that a point is true, or that points not listed do not matter.",
        "data_seen": "The words, their group, and whether patients, staff or policymakers said them. Nothing leaves.",
        "model": "Distances between groups, chance of one-sidedness, and the rules of signals",
        "version": "1",
        "measured_by": "benchmarks.language.groups",
        "limits": ("It finds what is rare in words; a rare thought in common words is missed.",),
    },
    {
        "key": "redaction",
        "name": "Proposals to hide names and details",
        "does": "It marks names, addresses, numbers and other details that may tell who somebody is.",
        "why": "So that a moderator hides them before anything is published.",
        "not_for": "It never certifies that words are anonymous, and publishes nothing.",
        "data_seen": "The words as given and the organisation's lists of staff, wards and sites. Nothing leaves.",
        "model": "Rules and lists of our own, with a small language model where one is installed",
        "version": "1",
        "figures": (
            ("Identifiers found by rules", "0.929", _STORIES, 311, _DAY, counted(289, 311, 0.895, 0.953)),
            ("Identifiers found by rules and model", "0.971", _STORIES, 311, _DAY, counted(302, 311, 0.946, 0.985)),
            ("Identifiers found with the review layer", "0.977", _STORIES, 311, _DAY, counted(304, 311, 0.954, 0.989)),
        ),
        "measured_by": "benchmarks.language.redaction",
        "limits": (
            "A story can tell who somebody is without any name.",
            "Names that are everyday words, and names of few people here, are missed more often.",
        ),
    },
    {
        "key": "signals",
        "name": "Signals of harm and danger",
        "does": "It marks phrases that speak of danger, harm, abuse, a serious incident, law or a worry of staff.",
        "why": "So that a person reads these words soon and can help.",
        "not_for": "It decides nothing and clears nothing. Words without a signal are read by a person too.",
        "data_seen": "The words as given, before anything is hidden, on the organisation's own machines.",
        "model": _OWN_RULES,
        "version": "2",
        "figures": (
            (
                "Red flags found, phrases that the rules had met, 30 misspelt",
                "298 of 298",
                _PHRASES,
                298,
                _DAY,
                _MET_BEFORE,
            ),
            (
                "Red flags found, roundabout phrases not met before",
                "13 of 40",
                _PHRASES,
                40,
                _DAY,
                counted(13, 40, 0.201, 0.480),
            ),
            ("False alarms, harmless sentences never met", "1 of 40", _PHRASES, 40, _DAY, counted(1, 40, 0.004, 0.129)),
            ("Strongly negative comments flagged", "0.218", _COMMENTS, 257, _DAY, counted(56, 257, 0.172, 0.272)),
        ),
        "measured_by": "benchmarks.language.signals",
        "limits": (
            "It misses most of what is said in a roundabout way: two in three such phrases it had not met.",
            "It cannot tell a memory, a film or a joke from an event.",
            _ENGLISH,
        ),
    },
    {
        "key": "reading_order",
        "name": "Order of reading",
        "does": "It puts words in the order in which people read them, what may be grave first.",
        "why": "So that nobody in trouble waits behind a thousand thanks.",
        "not_for": "It leaves nothing out and clears nothing: the last in the order is read too. It judges no person.",
        "data_seen": "The words, the question asked, and a rating if one was given. Nothing leaves.",
        "model": "Logistic regression over words and meaning in numbers; the rules of signals always come first",
        "version": "2",
        "figures": (
            (
                "Strongly negative found in the first fifth, as delivered",
                "0.903",
                _COMMENTS,
                6170,
                _DAY,
                counted(232, 257, 0.860, 0.933),
            ),
            (
                "The same, on the half that its settings were not chosen on",
                "0.900",
                _COMMENTS,
                3085,
                _DAY,
                counted(108, 120, 0.833, 0.942),
            ),
            (
                "The same, trained on graded words (5-fold)",
                "0.918",
                _COMMENTS,
                6170,
                _DAY,
                counted(236, 257, 0.878, 0.946),
            ),
            (
                "The same, trained, with words only (5-fold)",
                "0.755",
                _COMMENTS,
                6170,
                _DAY,
                counted(194, 257, 0.699, 0.803),
            ),
        ),
        "measured_by": "benchmarks.language.signals",
        "limits": (
            "As delivered it learnt from examples that we made up, and its score is not a chance.",
            "Without the question that was asked it finds far less.",
            "Calm words about a grave thing come late.",
        ),
    },
    {
        "key": "transcription",
        "name": "Transcripts",
        "does": "It writes down what is said in a recording, with times and doubts.",
        "why": "So that people can tell their story by voice or film and others can read it.",
        "not_for": "It is no proof of what was said until its author has corrected and approved it.",
        "who_decides": "The author corrects and approves the transcript; a moderator decides about publishing.",
        "data_seen": "The recording, on the organisation's own machines. Nothing leaves them.",
        "model": "Whisper base (int8) with voice-activity detection",
        "version": "base",
        "measured_by": "benchmarks.language.transcription",
        "limits": ("Measured on clear speech only: accents, illness and noise give more wrong words.", _ENGLISH),
    },
    {
        "key": "coding",
        "name": "Suggestions of codes",
        "does": "It suggests up to three codes of the codebook for a contribution.",
        "why": "So that coders spend their time on reading and doubt, not on searching lists.",
        "not_for": "A suggestion is never counted as a coder, and never becomes a code by itself.",
        "data_seen": "The words, and the codes that people gave before. Nothing leaves.",
        "model": "Linear models over words and meaning in numbers",
        "version": "1",
        "figures": (
            (
                "Suggestions that people had chosen too (micro-F1)",
                "0.764",
                _COMMENTS,
                7005,
                _DAY,
                drawn(0.753, 0.774, _THE_COMMENTS),
            ),
            (
                "The same, each code counting alike (macro-F1)",
                "0.604",
                _COMMENTS,
                7005,
                _DAY,
                drawn(0.573, 0.616, _THE_COMMENTS),
            ),
            (
                "Comments for which one of three suggestions was right",
                "0.943",
                _COMMENTS,
                7005,
                _DAY,
                drawn(0.935, 0.950, _THE_COMMENTS),
            ),
            ("The same, before anybody has coded", "0.758", _COMMENTS, 7053, _DAY, counted(5343, 7053, 0.747, 0.767)),
            ("Comments at random that teach like 400 it asks for (micro-F1)", "416", _COMMENTS, 7005, _DAY, _FIVE),
            ("The same, each code counting alike (macro-F1)", "621", _COMMENTS, 7005, _DAY, _FIVE),
            _themes("one a comment, 400 it asks for (macro-F1)", "0.630", 5506, 0.591, 0.656),
            _themes("one a comment, 800 at random (macro-F1)", "0.526", 5506, 0.496, 0.550),
            _themes("one a comment, 400 it asks for (micro-F1)", "0.836", 5506, 0.825, 0.846),
            _themes("one a comment, 800 at random (micro-F1)", "0.826", 5506, 0.815, 0.837),
            _themes("one or more a comment, 400 it asks for (macro-F1)", "0.636", 6993, 0.622, 0.646),
            _themes("one or more a comment, 800 at random (macro-F1)", "0.664", 6993, 0.649, 0.676),
            _themes("one or more a comment, 400 it asks for (micro-F1)", "0.736", 6993, 0.729, 0.743),
            _themes("one or more a comment, 800 at random (micro-F1)", "0.761", 6993, 0.753, 0.768),
        ),
        "measured_by": "benchmarks.language.coding",
        "limits": (
            "Rare codes are suggested too seldom.",
            "Coding first what it asks for saves half the work where each comment has one of a few themes, and "
            "more by 400. With many codes, or several for one comment, it saves about a third for rare codes, and a "
            "fifth or less for common ones.",
            "It repeats the habits of those who coded before.",
        ),
    },
    {
        "key": "plain_words",
        "name": "Check of plain words",
        "does": "It counts how hard a text is to read and points to jargon, long sentences and words that hurt.",
        "why": "So that what is published can be understood by most people.",
        "not_for": "It never scores the words of patients, carers or staff. It is advice, not a gate.",
        "who_decides": "Whoever writes the text.",
        "data_seen": "Texts that the organisation is about to publish.",
        "model": f"Published formulae of reading age; {_OWN_RULES[0].lower()}{_OWN_RULES[1:]}",
        "version": "2",
        "measured_by": "a reading by people for whom the text is meant",
        "limits": ("A text can be easy by the formula and still make no sense: ask readers.",),
    },
    {
        "key": "search",
        "name": "Search by meaning and by words",
        "does": "It finds contributions that mean what was asked, and those that hold the words, in two lists.",
        "why": "So that what is already known is found before people are asked again.",
        "not_for": "What it does not find may still be there: it proves no absence.",
        "who_decides": "Whoever searches judges what was found.",
        "data_seen": "Words that the one who searches may see, and the question. Nothing leaves.",
        "model": _MINILM,
        "version": "1",
        "figures": (
            (
                "Of the first 20 found, what people had called fitting",
                "0.465",
                _COMMENTS,
                7908,
                _DAY,
                drawn(0.325, 0.602, _QUESTIONS),
            ),
            ("The same, by words alone", "0.395", _COMMENTS, 7908, _DAY, drawn(0.277, 0.520, _QUESTIONS)),
        ),
        "measured_by": "benchmarks.language.search",
        "limits": (_ENGLISH,),
    },
    {
        "key": "drafting",
        "name": "AI drafts",
        "does": "It asks a language model for a title, a summary or another wording, and checks every quote.",
        "why": "So that a person has a first draft whose every point leads back to what people said.",
        "not_for": "It publishes nothing and is off until the organisation turns it on.",
        "data_seen": "Public words and the team's own text, sent to the address that was set, perhaps outside.",
        "model": "The organisation's choice, recorded with every draft",
        "version": "as recorded",
        "measured_by": "the organisation, with its own model",
        "limits": (
            "Quotes are checked to the letter; whether a point follows from its quote only a person can tell.",
            "Small models that we tried turned complaints into praise: none comes with this product.",
        ),
    },
)
