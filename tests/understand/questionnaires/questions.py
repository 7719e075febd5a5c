"""A questionnaire with a question of every type, and branching two levels deep."""

QUESTIONS = [
    {"slug": "ready", "type": "scale", "text": "How ready?", "least": 1, "most": 5, "required": True,
     "least_label": "Not at all", "most_label": "Completely"},
    {"slug": "called", "type": "single", "text": "Did anybody call?", "required": True, "section": "After",
     "options": [{"slug": "yes", "label": "Yes"}, {"slug": "no", "label": "No"}]},
    {"slug": "helped", "type": "single", "text": "Did the call help?", "required": True,
     "show_if": {"question": "called", "is": "yes"},
     "options": [{"slug": "yes", "label": "Yes"}, {"slug": "no", "label": "No"}]},
    {"slug": "why-not", "type": "long", "text": "Why did it not help?",
     "show_if": {"question": "helped", "is": ["no"]}},
    {"slug": "wrong", "type": "multiple", "text": "What went wrong?", "required": True,
     "options": [{"slug": "medicines", "label": "Medicines"}, {"slug": "letter", "label": "The letter"},
                 {"slug": "none", "label": "Nothing", "alone": True}]},
    {"slug": "nights", "type": "number", "text": "How many nights?", "least": 0, "most": 400},
    {"slug": "left", "type": "date", "text": "Which day?"},
    {"slug": "word", "type": "short", "text": "In one word?"},
]  # fmt: skip

ANSWERS = {
    "q-ready": {"answer": "4"},
    "q-called": {"answer": "yes"},
    "q-helped": {"answer": "no"},
    "q-why-not": {"answer": "They read out a list."},
    "q-wrong": {"answer": ["medicines", "letter"]},
    "q-nights": {"answer": "3"},
    "q-left": {"answer_day": "14", "answer_month": "4", "answer_year": "2026"},
    "q-word": {"answer": "rushed"},
}
