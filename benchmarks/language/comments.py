"""The public file of patient comments, read for the measurements, and what is asked of it. None is ever printed."""

import csv
import sys
from pathlib import Path

# Written before anything was measured, in the words of somebody who does not know the codes.
QUESTIONS = {
    "What do people say about the food and the meals?": ["Food & drink provision & facilities"],
    "Was the ward clean and tidy?": ["Cleanliness, tidiness & infection control"],
    "How easy is it to get through on the telephone?": ["Contacting services"],
    "Did people have to wait too long to be seen?": ["Timeliness of care"],
    "Were appointments cancelled or changed?": ["Appointment arrangements", "Appointment method"],
    "Was the ambulance or patient transport on time and comfortable?": [
        "Transport to/ from services",
        "Timeliness of care",
    ],
    "Are there enough staff on the ward?": ["Number & deployment of staff"],
    "Did staff listen to patients and take them seriously?": ["Staff listening, understanding & involving patients"],
    "Were staff rude or did they have a bad attitude?": ["Staff manner & personal attributes"],
    "Did people get the right medicine, and was it explained?": ["Supplying & understanding medication"],
    "Is there enough to do on the ward during the day?": ["Activities & access to fresh air"],
    "Do people see a different member of staff each time?": ["Staff continuity"],
    "Were families and carers included?": ["Interaction with family/ carers"],
    "Did the call handler give clear advice over the phone?": [
        "Information directly from staff during care",
        "Information provision & guidance",
    ],
    "Was the problem diagnosed correctly?": ["Diagnosis & triage"],
    "Were people kept informed about what would happen next?": [
        "Being kept informed, clarity & consistency of information"
    ],
    "Did the treatment help people get better?": ["Impact of treatment/ care"],
    "Were patients referred on to other services, and did the services talk to each other?": [
        "Referals & continuity of care"
    ],
    "Are the building and the rooms comfortable?": ["Environment & Facilities"],
    "Do staff know what they are doing and are they well trained?": ["Competence & training"],
}


def read(description):
    """The rows of the file named on the command line."""
    if len(sys.argv) != 2:
        raise SystemExit(description)
    with Path(sys.argv[1]).open(encoding="utf-8-sig", newline="") as source:
        return list(csv.DictReader(source))
