"""Our own lists of health-service jargon with plain meanings, and of words that reinforce power with better ones.

One line an entry: the term, a bar, the plain words. An acronym is in capitals and is then matched in capitals
only; other terms are matched in any case, also in the plural.
"""

from __future__ import annotations

JARGON_LINES = """
A&E | accident and emergency, the emergency department
ADHD | attention deficit hyperactivity disorder
AHP | allied health professional, such as a physiotherapist or dietitian
AMU | acute medical unit, a ward for people who have just been admitted
ANP | advanced nurse practitioner, a nurse with extra training
BAU | business as usual, everyday work
BMI | body mass index, a measure that uses height and weight
BP | blood pressure
CAMHS | mental health services for children and young people
CBT | cognitive behavioural therapy, a talking treatment
CCG | clinical commissioning group, the body that used to plan local services
CCU | coronary care unit, a ward for people with serious heart problems
CHC | NHS continuing healthcare, care outside hospital that the NHS pays for
CKD | chronic kidney disease, long-term kidney problems
CMHT | community mental health team
CNS | clinical nurse specialist, a nurse who is expert in one condition
COPD | a long-term lung condition that makes it hard to breathe
CPA | care programme approach, a plan for mental health care
CPN | community psychiatric nurse, a nurse who visits people with mental health problems
CPR | cardiopulmonary resuscitation, emergency treatment when the heart stops
CQC | Care Quality Commission, the body that inspects care
CQUIN | payments for better quality of care
CT | a scan that makes detailed pictures of the inside of the body
CVD | heart and circulation problems
CYP | children and young people
DBS | a check of criminal records
DHSC | Department of Health and Social Care
DNA | did not attend, missed the appointment
DNACPR | a decision not to try to restart the heart
DOLS | rules that protect people who cannot agree to their care
DTOC | delay in leaving hospital
DVT | deep vein thrombosis, a blood clot in a vein
EBCD | experience-based co-design, patients and staff improving a service together
ECG | a test of the heart's rhythm
ED | emergency department
EDI | equality, diversity and inclusion
EHR | electronic health record
EIA | equality impact assessment, a check of who a change may treat unfairly
ENT | ear, nose and throat
EOL | end of life
EPR | electronic patient record
ESR | electronic staff record
FFT | Friends and Family Test, a short survey of patients
FOI | freedom of information
FTE | full-time equivalent, posts counted as full-time jobs
GDPR | the law on how personal information is used
GI | stomach and bowel
GMC | General Medical Council, the body that registers doctors
GP | family doctor
GUM | sexual health clinic
HCA | healthcare assistant
HDU | high dependency unit, a ward for very ill people
HEE | Health Education England, the body that used to train staff
HV | health visitor
HWB | health and wellbeing board, where the council and the NHS plan together
IAPT | talking therapies on the NHS
ICB | integrated care board, the body that plans and pays for local health services
ICP | integrated care partnership, local health and care bodies that plan together
ICS | integrated care system, all local health and care bodies working together
ICU | intensive care unit
IG | information governance, how information is kept safe
IMCA | a person who speaks up for someone who cannot decide alone
IPC | infection prevention and control
ITU | intensive care unit
IV | into a vein
JSNA | a report on the health needs of local people
KPI | key performance indicator, a measure of how well a service does
LA | local authority, the council
LD | learning disability
LMC | local medical committee, which speaks for GPs
LOS | length of stay in hospital
LTC | long-term condition
MCA | Mental Capacity Act, the law about people who may not be able to decide
MDT | multidisciplinary team, different professionals who plan care together
MH | mental health
MHA | Mental Health Act, the law on treating people against their wishes
MIU | minor injuries unit
MRI | a scan that uses magnets to make pictures of the inside of the body
MRSA | a germ that is hard to treat with antibiotics
MSK | muscles, bones and joints
NBM | nil by mouth, nothing to eat or drink
NEWS | a score that shows if a patient is getting worse
NHSE | NHS England
NICE | the body that advises the NHS on treatments
NICU | intensive care for newborn babies
NMC | Nursing and Midwifery Council, the body that registers nurses and midwives
OBS | checks such as temperature and blood pressure
OOA | out of area
OOH | out of hours, evenings, nights and weekends
OPD | outpatient department
OT | occupational therapist, who helps with everyday tasks
PALS | Patient Advice and Liaison Service, help with questions and worries
PCN | primary care network, a group of GP practices working together
PHE | Public Health England, a body that has closed
PICU | intensive care for children, or for people in a mental health crisis
PIFU | follow-up when the patient asks for it
PPE | masks, gloves and aprons
PPG | patient participation group at a GP practice
PPI | involving patients and the public
PPIE | involving patients and the public
PREM | a survey of patients' experience
PROM | a survey of how patients feel after treatment
PTS | patient transport service
QI | quality improvement
QIPP | a programme to improve quality and save money
QOF | payments to GP practices for good care
RCA | root cause analysis, finding out why something went wrong
RTT | referral to treatment, the wait from referral to treatment
SALT | speech and language therapist
SDEC | same day emergency care
SLA | service level agreement
SMI | severe mental illness
SPA | single point of access, one place to contact
SPOC | single point of contact
STP | a former plan for local health and care
TIA | mini-stroke
TTA | medicines to take home
TTO | medicines to take home
UEC | urgent and emergency care
UTC | urgent treatment centre
UTI | urine infection
VCSE | charities, community groups and social enterprises
VTE | blood clots
WTE | whole-time equivalent, posts counted as full-time jobs
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


JARGON = _read(JARGON_LINES)
POWER_WORDS = _read(POWER_LINES)
