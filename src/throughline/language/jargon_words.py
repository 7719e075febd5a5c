"""Our own lists of health-service jargon with plain meanings, and of words that reinforce power with better ones.

One line an entry: the term, a bar, the plain words. Acronyms (`acronym_words`) are matched in capitals only; other
terms are matched in any case, also in the plural.
"""

from __future__ import annotations

from throughline.language.acronym_words import ACRONYM_LINES

JARGON_LINES = """
acuity | how ill patients are
acute trust | NHS organisation that runs hospitals
admission avoidance | keeping people well at home
adverse event | something that went wrong
aetiology | cause
ambulatory | able to walk, or without a hospital stay
analgesia | pain relief
anticoagulant | medicine that stops blood clots
asset-based | building on people's strengths
bed blocking | people well enough to leave with nowhere to go
benign | not cancer
bilateral | on both sides
capacity building | helping people to learn skills
cannula | thin tube into a vein
care pathway | the steps of your care
case mix | the kinds of patients
chronic | long-term
co-morbidity | having more than one illness
co-production | working together as equals
cohort | group
commissioner | person or body that plans and pays for services
commissioning | planning and paying for services
contraindicated | not safe to use
cross-cutting | shared by several areas
deep dive | close look
deliverable | result
discharge to assess | going home first, then checking what care you need
domiciliary | at home
dyspnoea | being short of breath
efficacy | how well it works
elective | planned
epistaxis | nosebleed
escalate | ask someone more senior
evidence-based | shown to work by research
febrile | with a high temperature
frailty pathway | care for older people who are less strong
going forward | from now on
granular | detailed
haematology | blood conditions
health inequality | unfair difference in health
health inequalities | unfair differences in health
holistic | of the whole person
horizon scanning | looking ahead
hypertension | high blood pressure
hypotension | low blood pressure
idiopathic | of unknown cause
incident reporting | telling the organisation when something goes wrong
integrated working | working together
interdisciplinary | of different professions
lower limb | leg
malignant | cancerous
methodology | method
micturition | passing urine, weeing
mobilise | get up and move
morbidity | illness
mortality | deaths
multi-agency | of several organisations
multidisciplinary | of different professions
myocardial infarction | heart attack
neonatal | of newborn babies
oedema | swelling
operationalise | put into practice
outcome measure | way to see if it worked
outpatient | person who visits hospital but does not stay
paediatric | for children
palliative | to ease symptoms when an illness cannot be cured
patient flow | how people move through the hospital
polypharmacy | taking many medicines
prescribing | giving medicines
primary care | GPs, pharmacies, dentists and opticians
prognosis | what is likely to happen
prophylaxis | prevention
pyrexia | high temperature
renal | of the kidneys
respiratory | of the lungs
risk stratification | finding out who is most at risk
safeguarding | keeping people safe from abuse and neglect
secondary care | hospital care
self-management | looking after your own condition
service user | person who uses the service
signposting | telling people where to get help
social prescribing | help to find local groups and activities
stakeholder | person or group with an interest
step-down | move to less intensive care
sub-acute | between very ill and recovering
subcutaneous | under the skin
sustainable | able to last
tertiary care | specialist hospital care
throughput | number of people seen
titrate | change the dose step by step
transformation programme | planned set of changes
triage | deciding who needs help first
upper limb | arm
utilise | use
virtual ward | hospital care at home
workstream | part of the work
"""

POWER_LINES = """
absconded | left
agitated | upset
allowed to | able to
attention seeking | asking for help
attention-seeking | asking for help
bed blocker | person waiting for care elsewhere
claims to | says
complained of | had
complains of | has
compliant with | taking
compliance | taking treatment as agreed
denied | said they did not have
denies | says they do not have
did not attend | was not able to come
difficult patient | person whose needs we have not met
disengaged | lost touch with the service
drug abuser | person who uses drugs
elderly | older
failed to attend | was not able to come
failed to engage | was not reached
failed treatment | treatment that did not work for them
frequent attender | person who often needs help
frequent flyer | person who often needs help
hard to reach | not yet reached by us
hard-to-reach | not yet reached by us
heartsink | person whose needs we have not met
lacks insight | sees it differently
let them | support them to
maintained eye contact | (leave out)
manipulative | trying to get what they need
mentally ill | living with a mental health problem
must comply | is asked to
no show | missed appointment
non-adherent | not taking the treatment as planned
non-compliance | not taking the treatment as planned
non-compliant | not taking the treatment as planned
non compliant | not taking the treatment as planned
non-engagement | not reached by the service
obese patient | person living with obesity
permitted | able to
poor historian | person who finds it hard to tell their story today
refused | chose not to have
refuses | chooses not to have
refusal | choice not to have it
seldom heard | not yet listened to by us
substance abuser | person who uses drugs or alcohol
suffering from | living with
sufferer | person living with
suffers from | lives with
the disabled | disabled people
the elderly | older people
the homeless | people without a home
the mentally ill | people living with mental health problems
the vulnerable | people who may need more support
treatment resistant | not helped by treatment so far
unmotivated | not yet supported enough
vulnerable groups | people whom services have let down
wheelchair bound | using a wheelchair
wheelchair-bound | using a wheelchair
"""


def _read(lines: str) -> dict[str, str]:
    return dict(line.split(" | ", 1) for line in lines.strip().splitlines())


JARGON = _read(ACRONYM_LINES) | _read(JARGON_LINES)
POWER_WORDS = _read(POWER_LINES)
