"""Words that help to tell names of people from other words. Short lists of our own; organisations add theirs."""

from __future__ import annotations

# Common in the United Kingdom across generations and backgrounds, and not also everyday words.
FIRST_NAMES = frozenset(
    """
    aaliyah aaron abdul abdullah abigail abiola adam adele adeola adewale adrian agnes ahmed aidan aisha aileen
    aisling alan alana albert alec aled alejandro alex alexander alexandra alexis alfie alfred ali alice alicia
    alison alistair allan allison alma aleksandra amanda amelia amina amir amit amy ana anastasia andrea andrew
    andrzej angela angus anika anil anita anjali ann anna annabel anne annette annie anthea anthony antonia
    anwen archie arjun arnold arthur asha ashley asif audrey ayesha ayodele babatunde barbara barry beatrice
    becky belinda ben benjamin bernadette bernard bernice beryl beth bethan bethany betty beverley bianca blessing
    bob brenda brian bridget bronwen bruce bryan callum cameron carl carla carol caroline carolyn carys catherine
    cathy catrin cecilia cedric ceri charlene charles charlie charlotte chelsea cheryl chidi chinedu chioma
    chloe chris christina christine christopher ciara claire clare clara claudia clive colin colleen connor
    conor constance craig cynthia daisy damian daniel danielle danuta darren dave david davina deborah debbie
    declan deepa deirdre delroy denise dennis derek desmond diana diane dilys dimitri donald donna doreen doris
    dorothy douglas duncan dylan ebony edith edna edward edwina eileen eilidh elaine eleanor elena eleri eli elijah
    elizabeth ella ellen ellie elsie emeka emily emma eric erica erin esther ethan ethel eunice eva evan evelyn
    ewa ewan farah fatima fatou felicity femi fiona florence fred freddie frederick freya funmi gail gareth
    gary gavin gemma geoff geoffrey george georgia georgina gerald geraldine gerard gertrude gillian gladys glenn
    glenys gloria gordon graham gregory greta gurpreet guy gwen gwyneth habib hamish hamza hanna hannah hardeep
    harold harriet harry harvey hassan hayley hazel heidi helen helena henry hilary hilda howard hugh hussain ian
    ibrahim ifeoma imran indira ingrid irena irene isaac isabel isabella isla ismail ivan jackie jacob jacqueline
    jade jake jakub jamal james jamie jan jane janet janice janine jason jasmine javed jayne jean jeanette jeff
    jeffrey jennifer jenny jeremy jerome jerzy jessica jessie jill jim jimmy jo joan joanna joanne joe joel john
    johnny jonathan jordan jose joseph josephine josh joshua joyce juan judith julia julian julie juliet justin
    kareem karen kasia katarzyna kate kath katherine kathleen kathryn kathy katie kayleigh keeley keith kelly ken
    kenneth kerry kevin khadija kieran kim kimberley kirsten kirsty krishna krystyna kwabena kwame kyle lakshmi
    lauren laura lawrence leah leanne lee leila len lena leon leonard leroy lesley leslie lewis liam lilian linda
    lindsay lisa liz lizzie llinos logan lorna lorraine louis louise lucas lucy luke lydia lynda lynn lynne mabel
    maciej madeleine maeve magda maisie malcolm malgorzata mandy manjit marcia marcus margaret maria mariam marian
    marie marilyn marina marion marjorie marlene martha martin mary maryam mateusz matilda matt matthew maureen
    maurice mavis max maxine megan mehmet melanie melissa mervyn michael michelle miguel mike mildred mina mohamed
    mohammad mohammed moira molly mona monica morag moses muhammad muriel murray mustafa myra myrtle nadia nadine
    naomi narinder nasreen natalie natasha nathan neha neil nesta ngozi niamh nicholas nick nicola nicole nigel
    nikhil nina noah noel nora noreen norma norman nuala obinna olga oliver olivia oluwaseun olu omar oscar osman
    owen padraig pamela parveen patricia patrick paul paula pauline pawel peggy peter petra phil philip phillip
    philippa phoebe phyllis pierre piotr polly pooja priti priya rachel radhika rafael raj rajesh ralph raman
    ramesh ranjit rashid rebecca reginald rekha rhian rhiannon rhys richard rita robert roberta robin rodney
    roger roisin roland ron ronald rosalind rosie ross roy rukhsana rupert russell ruth ryan sabina sadie saeed
    saima sally salma sam samantha samina samuel sandeep sandra sanjay sara sarah saskia saul sean sebastian
    seema shabnam shahid shaun sharon sheila shelley shirley shona sian siobhan simon simone siddharth sofia
    sonia sophia sophie stacey stan stanley stefan stella stephanie stephen steve steven stewart stuart sunil
    sunita susan suzanne suresh surinder svetlana sylvia tamara tanya tariq tatiana temitope terence teresa terri
    terry thelma theo theresa thomas tim timothy tina tobias tobi tom tomasz toni tony tracey tracy trevor trish
    usha valerie vanessa vera vernon veronica vicki vicky victor victoria vijay vikram vincent viv vivian vivienne
    wanda wayne wendy wilfred william winifred winston yasmin yetunde yolanda yusuf yvette yvonne zachary zainab
    zara zoe zofia
    """.split()  # noqa: SIM905 (a list would be 700 lines)
)

# Names that are also words: believed only with a capital inside a sentence, or with a title or surname.
WORD_NAMES = frozenset(
    """
    amber angel april art august basil bill blossom brook carmen chance chase christian clay dale dawn dean destiny
    drew eve faith fay fern flora frank gale ginger glen grace grant guy harmony heath heather holly honey hope iris
    ivy jack jasper jay jewel joy june kit lance lily mark may melody mercy merry miles nat olive pat patience
    pearl penny pip poppy precious prince ray reed rich rob robin rose rosemary ruby rusty sandy scarlett sky
    sterling sue summer sunny victor violet will winter woody hazel daisy jasmine blessing max chelsea jordan
    florence georgia sofia
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
    r"|caesarean|doctor who|dr google|johnson (?:&|and) johnson|stanley knife|jack russell"
)

TITLES = r"mr|mrs|ms|miss|mx|sir|dame|lady|lord|rev|reverend|father|pastor|rabbi|imam|canon|madam"
STAFF_TITLES = (
    r"dr|doctor|prof|professor|nurse|sister|matron|midwife|consultant|surgeon|paramedic|receptionist"
    r"|physio|physiotherapist|pharmacist|therapist|psychologist|psychiatrist|counsellor|carer|porter|hca"
    r"|healthcare assistant|health care assistant|support worker|social worker|health visitor|radiographer"
    r"|anaesthetist|registrar|cpn|care coordinator|care co-ordinator|healthcare worker|student nurse|dentist"
)
KIN = (
    r"husband|wife|partner|son|daughter|mum|mam|mom|mother|dad|father|brother|sister|nan|nana|gran|grandma"
    r"|grandad|grandson|granddaughter|nephew|niece|uncle|aunt|auntie|cousin|friend|neighbour|baby|little boy"
    r"|little girl|boyfriend|girlfriend|fiancé|fiancée|fiance|fiancee|carer|flatmate|stepson|stepdaughter"
)

PRAISE = (
    r"thank\w{0,4}|lovely|kind\w{0,4}|amazing|brilliant|excellent|helpful|wonderful|great|fantastic|caring|superb"
    r"|star|outstanding|grateful|gentle|patient and|professional|best|credit|incredible|marvellous|reassur\w{0,4}"
)
BLAME = (
    r"rude|awful|terrible|rough|ignored|refused|complain\w{0,4}|unkind|shout\w{0,4}|dismissive|horrible|worst"
    r"|careless|wrong|lazy|abus\w{0,4}|not|never|didn['’]t|wasn['’]t|unprofessional|incompetent|disgusting"
)
