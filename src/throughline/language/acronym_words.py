"""Our own list of acronyms of health and care with plain meanings: the acronym, a bar, the plain words."""

from __future__ import annotations

ACRONYM_LINES = """
A&E | accident and emergency, the emergency department
ACP | advanced clinical practitioner, a professional with extra training
ADHD | attention deficit hyperactivity disorder
AHP | allied health professional, such as a physiotherapist or dietitian
AKI | sudden damage to the kidneys
ALB | a public body that works apart from the department
AMU | acute medical unit, a ward for people who have just been admitted
ANP | advanced nurse practitioner, a nurse with extra training
ARC | applied research collaboration, research on local care
BAU | business as usual, everyday work
BMA | British Medical Association, the doctors' union
BMI | body mass index, a measure that uses height and weight
BP | blood pressure
CAMHS | mental health services for children and young people
CBT | cognitive behavioural therapy, a talking treatment
CCG | clinical commissioning group, the body that used to plan local services
CCU | coronary care unit, a ward for people with serious heart problems
CDC | community diagnostic centre, where tests and scans are done
CDI | a gut infection that causes diarrhoea
CEO | chief executive, the person who runs the organisation
CHC | NHS continuing healthcare, care outside hospital that the NHS pays for
CIP | cost improvement programme, a plan to save money
CKD | chronic kidney disease, long-term kidney problems
CMHT | community mental health team
CNS | clinical nurse specialist, a nurse who is expert in one condition
COI | conflict of interest
COPD | a long-term lung condition that makes it hard to breathe
CPA | care programme approach, a plan for mental health care
CPN | community psychiatric nurse, a nurse who visits people with mental health problems
CPR | cardiopulmonary resuscitation, emergency treatment when the heart stops
CQC | Care Quality Commission, the body that inspects care
CQI | continuous quality improvement
CQUIN | payments for better quality of care
CSU | commissioning support unit
CT | a scan that makes detailed pictures of the inside of the body
CVD | heart and circulation problems
CYP | children and young people
DBS | a check of criminal records
DHSC | Department of Health and Social Care
DNA | did not attend, missed the appointment
DNACPR | a decision not to try to restart the heart
DNAR | a decision not to try to restart the heart
DOLS | rules that protect people who cannot agree to their care
DPIA | a check of risks to people's personal information
DTOC | delay in leaving hospital
DVT | deep vein thrombosis, a blood clot in a vein
EBCD | experience-based co-design, patients and staff improving a service together
ECG | a test of the heart's rhythm
ED | emergency department
EDD | expected date of discharge, when you may go home
EDI | equality, diversity and inclusion
EHCP | a plan for a child who needs extra help with learning
EHR | electronic health record
EIA | equality impact assessment, a check of who a change may treat unfairly
ENT | ear, nose and throat
EOL | end of life
EPR | electronic patient record
EPRR | planning for emergencies
ESR | electronic staff record
FAST | face, arms, speech, time: signs of a stroke
FFT | Friends and Family Test, a short survey of patients
FOI | freedom of information
FTE | full-time equivalent, posts counted as full-time jobs
FTSU | freedom to speak up, how staff can raise worries
GDPR | the law on how personal information is used
GI | stomach and bowel
GIRFT | a programme to make treatment equally good everywhere
GMC | General Medical Council, the body that registers doctors
GP | family doctor
GUM | sexual health clinic
HCA | healthcare assistant
HDU | high dependency unit, a ward for very ill people
HEE | Health Education England, the body that used to train staff
HSJ | a magazine for health managers
HSSIB | the body that looks into safety in health care
HV | health visitor
HWB | health and wellbeing board, where the council and the NHS plan together
IAPT | talking therapies on the NHS
IBD | bowel disease such as Crohn's
ICB | integrated care board, the body that plans and pays for local health services
ICP | integrated care partnership, local health and care bodies that plan together
ICS | integrated care system, all local health and care bodies working together
ICU | intensive care unit
IG | information governance, how information is kept safe
IMCA | a person who speaks up for someone who cannot decide alone
INR | a blood test of how fast blood clots
IPC | infection prevention and control
ITU | intensive care unit
IV | into a vein
JSNA | a report on the health needs of local people
KPI | key performance indicator, a measure of how well a service does
LA | local authority, the council
LD | learning disability
LFPSE | the national record of safety incidents
LMC | local medical committee, which speaks for GPs
LMNS | local maternity and neonatal system
LOS | length of stay in hospital
LPA | lasting power of attorney, a person you choose to decide for you
LPS | planned rules to protect people who cannot agree to their care
LTC | long-term condition
MAR | a chart of medicines given
MCA | Mental Capacity Act, the law about people who may not be able to decide
MDT | multidisciplinary team, different professionals who plan care together
MH | mental health
MHA | Mental Health Act, the law on treating people against their wishes
MIU | minor injuries unit
MRI | a scan that uses magnets to make pictures of the inside of the body
MRSA | a germ that is hard to treat with antibiotics
MSK | muscles, bones and joints
MVP | maternity voices partnership
NBM | nil by mouth, nothing to eat or drink
NED | non-executive director, a board member who does not work there
NEWS | a score that shows if a patient is getting worse
NHSE | NHS England
NICE | the body that advises the NHS on treatments
NICU | intensive care for newborn babies
NIHR | National Institute for Health and Care Research
NMC | Nursing and Midwifery Council, the body that registers nurses and midwives
NQB | National Quality Board
OBS | checks such as temperature and blood pressure
OD | organisational development, helping an organisation to work better
OOA | out of area
OOH | out of hours, evenings, nights and weekends
OPD | outpatient department
OT | occupational therapist, who helps with everyday tasks
PALS | Patient Advice and Liaison Service, help with questions and worries
PCN | primary care network, a group of GP practices working together
PCR | a test for germs
PHE | Public Health England, a body that has closed
PHM | population health management, planning for the health of all
PHSO | the ombudsman for complaints about the NHS
PICU | intensive care for children, or for people in a mental health crisis
PIFU | follow-up when the patient asks for it
POD | point of delivery, the kind of care
PPE | masks, gloves and aprons
PPG | patient participation group at a GP practice
PPI | involving patients and the public
PPIE | involving patients and the public
PREM | a survey of patients' experience
PROM | a survey of how patients feel after treatment
PSIRF | how the NHS learns from safety incidents
PTS | patient transport service
QI | quality improvement
QIPP | a programme to improve quality and save money
QOF | payments to GP practices for good care
RAG | red, amber or green
RCA | root cause analysis, finding out why something went wrong
RCN | Royal College of Nursing, the nurses' union
RN | registered nurse
RTT | referral to treatment, the wait from referral to treatment
SALT | speech and language therapist
SAR | a request to see the information kept about you
SDEC | same day emergency care
SEND | special educational needs and disabilities
SI | serious incident
SIRO | the board member in charge of keeping information safe
SLA | service level agreement
SMI | severe mental illness
SOP | standard operating procedure, the agreed way to do a task
SPA | single point of access, one place to contact
SPOC | single point of contact
SRO | the person who answers for a project
STP | a former plan for local health and care
SUI | serious incident
TIA | mini-stroke
TOR | terms of reference, what a group is for
TTA | medicines to take home
TTO | medicines to take home
UEC | urgent and emergency care
UTC | urgent treatment centre
UTI | urine infection
VAWG | violence against women and girls
VCSE | charities, community groups and social enterprises
VTE | blood clots
WTE | whole-time equivalent, posts counted as full-time jobs
YTD | since the start of the year
"""
