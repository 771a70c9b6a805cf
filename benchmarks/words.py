"""The project's own words that made pages are composed of: names, things that drugs do, and sentences with gaps.

None of it is taken from anybody's monographs, and none of it is true. A gap ``{symptom}`` is filled from the list of
that name in ``GAPS``; ``{drug}`` is the page's title or one of its ingredients.
"""

CONSONANTS = "bdfgklmnprstvz"
VOWELS = "aeiou"
STEMS = (
    "pril", "sartan", "olol", "statin", "azole", "cillin", "mycin", "floxacin", "dipine", "prazole", "tidine",
    "gliptin", "gliflozin", "parin", "coxib", "triptan", "setron", "tinib", "mab", "vir", "oxetine", "azepam",
    "barbital", "caine", "dronate", "terol", "lukast", "profen", "tropium", "fenac", "vastat", "quine",
    "zosin", "lamide", "thiazide", "bactam", "oxacin", "penem", "cort", "gestrel",
)  # fmt: skip
SALTS = ("Hydrochloride", "Sodium", "Potassium", "Maleate", "Sulfate", "Citrate", "Besylate", "Acetate")

GAPS: dict[str, tuple[str, ...]] = {
    "class": (
        "an enzyme blocker", "a receptor blocker", "a channel opener", "a bile acid binder", "a younger antibiotic",
        "a hormone of the pituitary", "a muscle relaxant", "an antihistamine", "a water tablet",
        "a local anaesthetic",
    ),
    "condition": (
        "hay fever", "high blood pressure", "an irritable bowel", "gout", "a chest infection", "ringworm",
        "heartburn",
        "travel sickness", "nerve pain", "a sprained ankle", "type 2 diabetes", "an underactive thyroid", "low iron",
        "dry eyes", "a bladder infection", "stiff joints", "migraine", "nettle rash", "swollen legs",
        "whooping cough",
    ),
    "symptom": (
        "headache", "nausea", "dry mouth", "loose stools", "constipation", "a blocked nose", "dizziness", "itching",
        "tiredness", "sweating", "a metallic taste", "wind", "hot flushes", "trembling hands", "poor sleep",
        "hiccups",
        "blurred sight", "cold feet", "muscle cramps", "a bruise without a blow", "less appetite", "a sore throat",
    ),
    "danger": (
        "swelling of lips and tongue", "yellow skin or eyes", "black stools", "a pulse that skips beats", "fits",
        "chest pain", "a rash that blisters", "sudden weakness of one side", "fever with a stiff neck", "fainting",
    ),
    "organ": ("liver", "kidney", "stomach", "heart", "bone marrow", "thyroid", "bladder", "gut", "skin", "airway"),
    "target": (
        "a transport protein", "one enzyme of the cell wall", "calcium channels", "the beta receptor",
        "a growth signal",
        "the sodium pump", "histamine receptors", "the messenger of pain", "an enzyme that makes fat",
        "clotting factor X",
    ),
    "partner": (
        "warfarin", "alcohol", "grapefruit juice", "antacids", "iron tablets", "lithium", "other sleeping tablets",
        "some antibiotics", "water tablets", "insulin", "St John's wort", "anti-inflammatory tablets",
    ),
    "people": (
        "pregnant women", "nursing mothers", "children under twelve", "people over 65", "people with one kidney",
        "drivers", "people with asthma", "anyone who drinks daily", "athletes", "people on a low-salt diet",
    ),
    "form": (
        "tablet", "capsule", "syrup", "cream", "eye drop", "patch", "inhaler", "injection", "granule",
        "lozenge",
    ),
    "strength": ("5 mg", "10 mg", "25 mg", "50 mg", "100 mg", "250 mg", "500 mg", "1 g", "0.5 mg", "2.5 mg"),
    "often": (
        "once a day", "twice a day", "three times a day", "every other day", "once a week",
        "every eight hours",
    ),
    "span": ("three days", "a week", "ten days", "a fortnight", "six weeks", "three months", "half a year", "good"),
    "meal": (
        "with food", "on an empty stomach", "with a full glass of water", "at bedtime",
        "an hour before breakfast",
    ),
    "test": (
        "a blood count", "liver tests", "a urine test", "an ECG", "blood pressure", "the level in blood",
        "weight",
    ),
    "thing": (
        "potassium", "blood sugar", "the pulse", "blood pressure", "sodium", "uric acid", "calcium",
        "body weight",
    ),
    "who": ("doctor", "pharmacist", "nurse", "midwife", "dentist", "specialist"),
}  # fmt: skip

SAYINGS: dict[str, tuple[str, ...]] = {
    "usage": (
        "{drug} is {class} that is mainly given for {condition}, and it has been tried in {condition} and {condition}.",
        "It eases {symptom} and {symptom} that come with {condition}.",
        "Where {condition} would not get better within {span}, a {who} may add it to what is taken already.",
        "It does not cure {condition}; it keeps {symptom} and {symptom} away while the body heals by itself.",
        "For {people} it is a second choice, because {thing} has to be watched more closely in them.",
        "The {form} acts where it is put, whereas the {form} reaches the whole body through the {organ}.",
    ),
    "dosage": (
        "The usual amount is {strength} {often}, taken {meal}, and it may be raised to {strength} after {span}.",
        "A {who} sets the amount by {thing}, age and how well the {organ} works.",
        "The {form} is swallowed whole; the {form} is shaken first and measured with the spoon that comes in the box.",
        "Do not take more than {strength} {often}, and do not make up for a dose that was left out.",
        "Treatment goes on for {span} and is ended step by step, with {test} before each step.",
    ),
    "side_effects": (
        "Most people notice little; what they notice, such as {symptom} or {symptom}, is gone after {span}.",
        "Call a {who} at once if you see {danger}, {danger} or anything else that frightens you.",
        "How often each of these comes depends on the amount, on {thing} and on what else is taken.",
        "This list is short on purpose, and other effects on the {organ} have been told of.",
    ),
    "how_it_works": (
        "{drug} fits into {target} and keeps the body's own signal out, much as a wrong key blocks a lock.",
        "Within hours less of it reaches the {organ}, and {symptom} may grow weaker as {thing} falls.",
        "At the same time {target} is set free, which is why {symptom} may come back when it is stopped too early.",
        "The {organ} breaks it down, and half of a dose has left the body by the next morning.",
        "It was found while people looked for {class} that spares the {organ}.",
    ),
    "precautions": (
        "Not for {people} unless a {who} has weighed the gain against the risk to the {organ}.",
        "Together with {partner} or {partner} it may act more strongly, so {test} is due after {span}.",
        "Tell your {who} about trouble with the {organ} or the {organ} before the first {form} is taken.",
        "{people} need a smaller amount and should have {test} done every now and then.",
        "Keep it away from {partner}; two hours between them are enough for most.",
    ),
    "answer": (
        "Yes, as long as it is taken {meal} and not together with {partner}.",
        "Better not: it may bring on {symptom}, and a {who} can name something gentler.",
        "Most people feel better within {span}, though {symptom} may stay a little longer.",
        "Take it as soon as you think of it, unless the next one is due; never take two at once.",
        "Ask your {who} first, because {thing} may change and {test} may be needed.",
        "Keep it cool and dry, below 25 °C, where no child can reach it.",
        "No. It acts on the {organ} only, and the body does not come to depend on it.",
    ),
    "question": (
        "Can I take it with {partner}?", "How long until it works?", "What if I forget a dose?",
        "Is it habit-forming?",
        "May {people} take it?", "How should I store the {form}?", "Can it cause {symptom}?",
        "Does it help with {condition}?",
        "Do I need {test}?", "When should I call a {who}?", "Can I stop after {span}?", "Is it taken {meal}?",
    ),
    "disclaimer": (
        "This page was made by a program for measuring speed and says nothing about any medicine that exists.",
        "Do not choose, dose or stop a medicine by it, and ask a {who} about anything that worries you.",
    ),
    "decline": (
        "There is no page about {drug}, because no product that joins these has ever been licensed.",
        "Please give the name of a medicine that exists, and the page will be written again.",
        "Speak to your {who} if you were told to take it for {condition}.",
    ),
    "combined": (
        "The two are given together when one alone does not keep {thing} where a {who} wants it.",
        "Each acts on another part of the {organ}, so smaller amounts of both are enough.",
        "{symptom} is likelier with both, and {test} is done after {span}.",
    ),
    "unanswered": (
        "{drug} has been off the market for years, so questions about daily use have no answer.",
        "A {who} can name what is given for {condition} today.",
    ),
}  # fmt: skip
