"""Words that help to tell names from other words. Short lists of our own; the long ones are in `redaction/*.txt`."""

from __future__ import annotations

# Names that are also words: believed only with a capital inside a sentence, or with a title or surname.
WORD_NAMES = frozenset(
    """
    amber angel april art august aurora austin aya bash basil bear beauty bellamy bill blessing blessings blossom
    bob bowie bram brook carmen carol celeste chance charity chase chelsea cherry christian clay coco comfort cooper
    coral crystal daisy dale dawn dean dee diamond dick dimple dinky dolly dot dove drew earl eden ember ernest eve
    everly everton faith fan fang fanny favour fay faye fern fletcher fleur flint flora florence forest fortune fox
    frank gale gene genesis georgia gift giles ginger glen glory goodness grace grant gus guy happiness happy
    harmony hazel heath heather henna holly honey hope indie indy innocent iris ivory ivy jack jade jasmine jasper
    jay jean jess jet jewel jo joke jordan josh joy joyful judd june junior justice kit kitty lance lark laurel lia
    lily lin love loveday lovely lucky luna mace mack maddy magnolia marge marina mark max may mead melody memory
    mercedes mercy merit merle merry mick mickey mike milan miles mina mo moll mona moss nan nana nat nell neo nick
    norm oakley ocean olive otto paddy page pansy pat patience peace pearl peg penny phoenix pip piper pixie poppy
    praise precious prem prince princess promise providence prudence queen queenie quinn rafe raff ram ray rebel
    reed reg regina rejoice rex rich rio river rob robin rocky rod rose rosemary rowan ruby rusty ryder sage sally
    salt sandy scarlet scarlett shah shan shay shiva sky skye sofia solomon sonny star sterling storm sue sultan
    sultana summer sunny sydney sylvan taj tammy tara taylor ted teddy temple tess tilly tim timmy tom topsy trinity
    trixie troy true tudor tulip una ute val verity vic victor victory viola violet virgil virginia wade
    washington will willow winnie winsome winter wisdom wonder woody wren yen zen zion
    """.split()  # noqa: SIM905
)
# Places that are also words or names of people: believed only with a capital after "in", "from", "near".
WORD_PLACES = frozenset(
    """
    reading bath sale battle deal rugby wells bury hook ware stone wick eye rye settle leek mold flint cork
    barrow barry beverley harrow fleet sandwich keith down diss hyde penge lewes mull stanley street wool bow ash
    kimberley kerry clare hamilton gillingham crosby lincoln nelson preston washington dudley craven bala chard
    acton adderley arran ely usk neath tain skye goole clapham ashton barnet mayo montgomery penny sutton barking
    """.split()  # noqa: SIM905
)

# Capitals that are no person, although a rule would take them for one.
NOT_PEOPLE = frozenset(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december christmas easter ramadan diwali eid covid nhs gp a&e ae ae's mri ct icu itu
    hdu cpn ot hca dr doctor nurse ward hospital clinic surgery unit centre center trust england scotland wales
    ireland britain london english scottish welsh irish british european polish indian african asian muslim
    christian hindu sikh jewish god google facebook whatsapp zoom teams macmillan samaritans mind healthwatch
    physio paramedic paramedics reception receptionist matron sister consultant midwife radiology maternity
    oncology cardiology pharmacy outpatients emergency department manager practice who was is are were the and
    street road avenue lane covid-19 parkinson parkinson's alzheimer alzheimer's crohn crohn's hodgkin hodgkin's
    """.split()  # noqa: SIM905
)

# Illnesses, charities and places named after people: never a person's name in a story.
EPONYMS = (
    r"(?:parkinson|alzheimer|crohn|down|hodgkin|raynaud|bell|huntington|asperger|tourette|addison|cushing|graves"
    r"|ménière|meniere|sjogren|sjögren|wilson|paget|charcot|barrett|dupuytren|hashimoto|kawasaki|lewy)(?:['’]?s)?"
    r"(?:[- ](?:syndrome|disease|palsy|body|bodies|lymphoma|oesophagus|contracture|thyroiditis)){0,2}"
    r"|marie curie|sue ryder|florence nightingale|mary seacole|braxton hicks|st\.? john(?:['’]?s)? ambulance"
    r"|caesarean|doctor who|dr google|johnson (?:&|and) johnson|stanley knife|jack russell|marks (?:&|and) spencer"
    r"|save the children|vitamin [a-k]\b|hepatitis [a-e]\b|nightingale (?:court|hospitals?)|rolls[- ]royce"
    r"|barnardo['’]?s|mcdonald['’]?s|sainsbury['’]?s|harley street|downing street|great ormond street|zimmer frame"
)

TITLES = (
    r"mr|mrs|ms|miss|mx|sir|dame|lady|lord|rev|reverend|father|fr|pastor|rabbi|imam|canon|madam|councillor"
    r"|sergeant|sgt|sheikh|maulana|alhaji|pani|cllr|captain|major|colonel|commander|inspector|constable|pc|professor|judge|bishop|deacon|vicar"
)
STAFF_TITLES = (
    r"dr|doctor|prof|professor|nurse|sister|matron|midwife|consultant|surgeon|paramedic|receptionist"
    r"|physio|physiotherapist|pharmacist|therapist|psychologist|psychiatrist|counsellor|carer|porter|hca"
    r"|healthcare assistant|health care assistant|support worker|social worker|health visitor|radiographer"
    r"|anaesthetist|registrar|cpn|care coordinator|care co-ordinator|healthcare worker|student nurse|dentist"
    r"|key ?worker|dietitian|dietician|nutritionist|audiologist|chiropodist|podiatrist|optician|optometrist"
    r"|sonographer|phlebotomist|technician|cleaner|domestic|volunteer|chaplain|coordinator|co-ordinator|interpreter"
    r"|ward clerk|secretary|manager|specialist|gp|locum|hygienist|oncologist|cardiologist|neurologist|urologist"
    r"|care assistant|youth worker|peer worker|advocate|nursery nurse|charge nurse|staff nurse|ambulance driver"
    r"|driver|call handler|housekeeper|tea lady|ot|occupational therapist|team leader|chief executive|practitioner"
)
KIN = (
    r"husband|wife|partner|son|daughter|mum|mam|mom|mother|dad|father|brother|sister|nan|nana|gran|grandma|nanny"
    r"|grandad|grandpa|granddad|grandson|granddaughter|grandmother|grandfather|grandchild|nephew|niece|uncle|aunt"
    r"|auntie|aunty|cousin|friend|best friend|neighbour|neighbor|baby|little boy|little girl|boy|girl|lad|boyfriend"
    r"|girlfriend|fiancé|fiancée|fiance|fiancee|carer|flatmate|stepson|stepdaughter|stepdad|stepmum|twin|twins|eldest"
    r"|youngest|mate|pal|colleague|brother-in-law|sister-in-law|mother-in-law|father-in-law|son-in-law"
    r"|daughter-in-law|godmother|godson|goddaughter|tad|mam-gu|nain|taid|ex|late husband|late wife|widow|foster son"
    r"|foster daughter|housemate|roommate|landlady|landlord|children|kids|sons|daughters|boys|girls"
)
# What somebody does whose name opens a sentence, or stands before these words.
PEOPLE_DO = frozenset(
    """
    said says told tells asked came comes sat sits rang rings phoned explained held stayed smiled laughed cried helped
    visited who took brought gave wrote knew listened checked noticed arranged drove walked washed sorted called
    introduced showed taught answered apologised spotted made saw looked spoke whispered shouted hugged kept went
    thinks thought knows works worked lives lived died fell wanted wants needed needs loves loved
    """.split()  # noqa: SIM905
)
BEFORE_PEOPLE = frozenset(
    "by with thank thanks to asked told met rang bless saw called tell ask ring phone and from dear hi hello".split()  # noqa: SIM905
)
BEFORE_PLACES = frozenset(
    "in near outside around at over from to towards via of round between through beyond across off".split()  # noqa: SIM905
)
# What follows "dr" or "mrs" in small letters and is no name.
COMMON_AFTER_TITLE = frozenset(
    """said told asked came saw gave explained appointment appointments surgery surgeries office room
    practice called named listened rang phoned looked checked referred prescribed wanted needed care staff team
    service system call calls visit visits thought kind lovely helpful led available today tomorrow yesterday
    first next new old young good great excellent assistant specialist practitioner manager calling
    coming back forward through names waiting talking speaking working looking seeing people person patient
    patients lady girl man boy woman lad who when station training school week day night shift eventually bank
    agency""".split()  # noqa: SIM905
)
# Words of site names that many sites share.
GENERIC_SITES = frozenset(
    """
    saint general hospital district community children's women's maternity infirmary surgery medical health centre
    unit the a an my our this that local nearest big main private university teaching clinic practice hub house ward
    care home nursing day emergency minor injuries walk-in urgent treatment cancer eye dental child family memory
    sexual stroke intensive high dependency special baby neonatal assessment discharge admissions acute cottage
    crisis pain leg diabetes renal dialysis fracture heart lung breast pharmacy chemist school primary secondary
    high infant junior church parish town village leisure sports shopping call contact drop-in vaccination north
    south east west old new national antenatal postnatal locked male female frailty isolation geriatric elderly
    mixed open recovery holding another every each same other whole wrong right busy long side dementia surgical
    mental learning head accident
    """.split()  # noqa: SIM905
)
PLACE_BEGINNINGS = r"llan|aber|pont|pen|tre|cwm|bally|inver|kil|dun|strath|auchter|ystrad|pwll|glan|castell|rhos"
PLACE_ENDINGS = (
    r"shire|bury|borough|burgh|brough|minster|mouth|wick|wich|thorpe|thwaite|chester|cester|caster|combe|stead|worth"
    r"|bridge|pool|haven|ness|gate|dale|holme|hithe|wold|beck|garth|toft|ingham|ington|erton|ockton|port|cliffe"
)
# What wards and homes are often named after, so that small letters are enough.
WARD_WORDS = (
    r"(?:acorn|alder|almond|amber|apple|ash|aspen|avon|beech|birch|blackthorn|bluebell|bramble|briar|brook|buttercup"
    r"|cedar|cherry|chestnut|clover|coral|cornflower|cygnet|daffodil|daisy|elder|elm|falcon|fern|forget-me-not|foxglove"
    r"|harebell|hawthorn|hazel|heather|heron|holly|honeysuckle|iris|ivy|jasmine|juniper|kestrel|kingfisher|larch"
    r"|laurel|lavender|lilac|lily|linden|magnolia|maple|marigold|meadow|mulberry|nightingale|oak|orchid|osprey|otter"
    r"|pine|poplar|poppy|primrose|puffin|redwood|robin|rose|rosemary|rowan|ruby|sapphire|skylark|snowdrop|spruce"
    r"|starling|sunflower|sunrise|swallow|swan|sycamore|thistle|tulip|violet|willow|woodland|wren|yew)"
)

PRAISE = (
    r"thank\w{0,4}|lovely|kind\w{0,4}|amazing|brilliant|excellent|helpful|wonderful|great|fantastic|caring|superb"
    r"|star|outstanding|grateful|gentle|patient and|professional|best|credit|incredible|marvellous|reassur\w{0,4}"
)
BLAME = (
    r"rude|awful|terrible|rough|ignored|refused|complain\w{0,4}|unkind|shout\w{0,4}|dismissive|horrible|worst"
    r"|careless|wrong|lazy|abus\w{0,4}|not|never|didn['’]t|wasn['’]t|unprofessional|incompetent|disgusting"
)
