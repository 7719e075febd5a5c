"""Rules and phrases are both ours: these tests show that the rules hold, not how much they find elsewhere.

The honest figure of the latter: of the 30 phrases in `SECOND`, written after the rules and said in roundabout words,
the rules of that day found 7. They were then taught the rest, and the next 30 would fare no better than in
between: every text is read by a person.
"""

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from throughline.language import signals

RED_FLAGS = {
    "risk_to_life": [
        "Some days I think I should just kill myself",
        "After the crisis team hung up I felt suicidal again",
        "I am not suicidal but nobody asked",
        "My son tried to take his own life in the waiting room",
        "I don’t want to be here any more",
        "They would all be better off without me",
        "she told them she had taken an overdose and they sent her home",
        "I started self harming again while I waited",
        "I cut my wrists on the ward and it took an hour to notice",
        "I want to die",
        "He said he would jump off the car park",
        "there is no point in living like this",
        "i cant go on",
        "The baby stopped breathing in the car",
        "I have saved up my tablets",
    ],
    "safeguarding": [
        "A carer slapped my mother",
        "The night nurse hit an old man in the next bed",
        "She was pushed about and handled roughly",
        "My husband hits me when the carers have gone",
        "I am scared to go home",
        "My dad was neglected for days",
        "He touched me in a way that was inappropriate, touching I did not ask for",
        "I was sexually assaulted on the ward",
        "They held her down to give the injection",
        "They locked me in a side room",
        "His nephew takes his money every week",
        "The children are at home with bruises on their arms",
        "Covered in bruises when we visited",
        "She was screamed at for asking for the toilet",
        "They threatened to section me if I complained",
        "I was raped and nobody called anyone",
        "Nan had nothing to eat or drink since yesterday morning",
        "He is scared of one of the staff",
    ],
    "harm": [
        "They gave me the wrong dose of insulin",
        "She was given penicillin although she is allergic",
        "Mum came home with a bed sore the size of my hand",
        "He was left lying in his own urine all night",
        "We walked past blood on the floor for two days",
        "My wife was left on a trolley in a corridor for 19 hours",
        "Dad slept on the floor of the waiting room",
        "The fracture was missed twice",
        "They dismissed her chest pain and it was a clot",
        "I kept bleeding and nobody came",
        "She was sent home without her oxygen",
        "I did not feel safe on that ward",
        "I feared for my life",
        "He fell out of bed twice in one night",
        "They mixed up my blood results with another patient",
        "I was in agony for six hours",
        "refused pain relief during labour",
    ],
    "serious_incident": [
        "A swab was left inside me",
        "They operated on the wrong knee",
        "We lost our baby",
        "My father died waiting for the scan",
        "He could have died",
        "The coroner is looking into it",
        "The ambulance never came",
        "A patient went missing from the ward",
        "There was a DNR on her notes that nobody had talked to us about",
        "It turned into sepsis",
        "The oxygen ran out and the alarm was switched off",
    ],
    "legal": [
        "I have spoken to a solicitor",
        "We are going to sue the trust",
        "I will take this to the ombudsman",
        "They breached my confidentiality",
        "I was discriminated against because of my hearing",
        "The police were called",
        "I have made a formal complaint",
        "They examined me without my consent",
    ],
    "staff_concern": [
        "The doctor smelled of alcohol",
        "Two nurses were asleep on the night shift",
        "Observations were falsified after the fall",
        "We were told not to report near misses",
        "The manager covered it up",
        "He made racist remarks about the woman opposite",
        "There is bullying on this unit and people are afraid to speak up",
        "Only two nurses for the whole ward at night",
        "I raised concerns three times and was ignored",
        "Somebody is stealing morphine from the cupboard",
        "The healthcare assistant laughed at him",
    ],
}

# Written after the rules, to see what they miss; see above.
SECOND = [
    "My brother walked out of A&E and was found in the river",
    "I keep thinking about not waking up",
    "They found him hanging in the bathroom",
    "I took thirty paracetamol before I rang you",
    "she said she'd finish it tonight",
    "My stepfather comes into my room at night",
    "The carer leaves marks on her wrists",
    "He sits in a dirty nappy from breakfast till tea",
    "My ex follows me to every appointment and reads my letters",
    "The night staff tie her hands to the rails",
    "They sedated mum so she would be quiet",
    "Nobody noticed he had stopped eating for a week",
    "My wound opened and pus was coming out for days",
    "They put the tube in my lung instead of my stomach",
    "She had a stroke in the waiting room while they told her to sit down",
    "I was given someone else's tablets",
    "The anaesthetic wore off during surgery and I could feel everything",
    "He was discharged at 3am in his pyjamas with no way home",
    "Baby was without oxygen for nine minutes",
    "The crash team could not find the trolley",
    "My nan passed away because no one read her notes",
    "I will be seeking compensation",
    "My notes were sent to my neighbour",
    "They refused to give me an interpreter because I am deaf",
    "The consultant was slurring his words in clinic",
    "We sign for checks that never happened",
    "I have been warned not to mention staffing to inspectors",
    "A colleague takes controlled drugs home",
    "New nurses run the ward on their own with no induction",
    "The manager swears at us in front of patients",
]

HARMLESS = [
    "Everyone was lovely and the tea was hot",
    "I was dying for a cup of tea and they brought me one",
    "We killed time in the café",
    "The nurse was dead kind",
    "Parking was murder, as always",
    "The staff could not have been more helpful",
    "I waited twenty minutes, which is fine",
    "They hit the nail on the head straight away",
    "The waiting room needs a lick of paint",
    "No complaints at all",
    "I never felt unsafe for a minute",
    "There was no bruising after the blood test",
    "My appointment was moved twice",
    "It would help to have the letter in large print",
    "The physio pushed me to do my exercises and I am grateful",
    "The food was cold and the portions were small",
    "I was worried about parking",
    "The receptionist knows everyone by name",
    "My daughter was born here and it was wonderful",
    "They explained the side effects of the new tablets",
    "The surgeon drew an arrow on the correct leg",
    "I had a heart attack last year and the rehab class is excellent",
    "The call was answered in no time",
    "Please put a clock on the wall",
    "Sue on reception is a star",
    "The court outside the ward has a nice bench",
    "Text reminders would stop people missing appointments",
    "My blood pressure was checked twice",
    "I broke my arm and they fixed it the same day",
    "The new building is bright and clean",
    "I was not left alone for a moment",
    "More evening clinics for people who work",
    "The press of a button and somebody was there",
    "She made me laugh before my operation",
    "Personal grooming bags were a thoughtful touch",
    "The children’s play area is great",
    "My GP listened and referred me the same week",
    "I did not need any pain relief",
    "The lift was out of order",
    "Shifts are long but the team is kind to each other",
    "The website is hard to find your way around",
    "Online booking worked first time",
    "We were offered a room for the night",
    "I could hear the television from the next bay",
]

EVERY = [(kind, phrase) for kind, phrases in RED_FLAGS.items() for phrase in phrases]


def test_the_test_set_is_large_enough_to_mean_something():
    assert len(EVERY) >= 60
    assert len(HARMLESS) >= 40


# Seen red with the rules of each kind emptied in turn: all of its phrases failed.
@pytest.mark.parametrize(("kind", "phrase"), EVERY)
def test_every_red_flag_is_flagged_as_its_kind(kind, phrase):
    assert kind in {signal.kind for signal in signals.find(phrase)}


@pytest.mark.parametrize("phrase", SECOND)
def test_every_roundabout_phrase_is_flagged_since(phrase):
    assert signals.find(phrase)


def test_harmless_sentences_are_mostly_left_alone():
    wrong = [sentence for sentence in HARMLESS if signals.find(sentence)]
    precision = len(EVERY) / (len(EVERY) + len(wrong))
    assert precision >= 0.95, wrong
    assert len(wrong) <= len(HARMLESS) * 0.05, wrong


@pytest.mark.parametrize("change", [str.upper, str.lower, lambda t: t.replace(" ", "\n"), lambda t: f"…{t}🙂"])
def test_case_and_spacing_do_not_hide_a_red_flag(change):
    missed = [p for kind, p in EVERY if kind not in {s.kind for s in signals.find(change(p))}]
    assert missed == []


def test_a_denial_removes_harm_but_never_risk_to_life():
    assert signals.find("There was no bruising") == []
    assert [s.kind for s in signals.find("I am not suicidal")] == ["risk_to_life"]


def test_places_and_phrases_agree_and_come_in_order():
    text = "🙂 He could have died. I have a solicitor."
    found = signals.find(text)
    assert [s.kind for s in found] == ["serious_incident", "legal"]
    assert all(text[s.start : s.end] == s.phrase for s in found)
    assert json.loads(json.dumps([s.to_dict() for s in found]))[1]["phrase"] == "solicitor"


@given(st.lists(st.sampled_from([p for _, p in EVERY]) | st.text(max_size=20), max_size=6))
@settings(max_examples=150, deadline=None)
def test_offsets_are_valid_in_any_text(parts):
    text = " ".join(parts)
    for signal in signals.find(text):
        assert 0 <= signal.start < signal.end <= len(text)
        assert text[signal.start : signal.end] == signal.phrase
        assert 0 < signal.score <= 1


@pytest.mark.parametrize("text", ["", "\x00\x00", "🙂" * 50, "لا أريد أن أعيش", "\ud800", "\n\n"])
def test_hostile_text_is_read_without_fuss(text):
    assert signals.find(text) == []


def test_no_rule_repeats_without_a_bound():
    """Only an open repeat can make a pattern slow, so there is none: the work is linear by construction."""
    for kind in signals.KINDS:
        pattern = re.sub(r"\[[^\]]*\]|\\.", "x", signals._compiled(kind)[0].pattern)
        assert not re.search(r"[+*]|\{\d+,\}", pattern)


def test_a_story_of_50_000_words_is_read_to_its_end():
    text = "he was left in a room and it was not " * 5_000 + "and then he could have died"
    assert signals.find(text)[-1].phrase == "he could have died"


def test_real_comments_are_flagged_sparingly(comment_rows):
    flagged = sum(bool(signals.find(row["FFT answer"])) for row in comment_rows)
    assert 0.01 < flagged / len(comment_rows) < 0.05
