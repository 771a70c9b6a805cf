"""Substances that have several names, so that they get one slug, and words that none is named by.

Where there is one, it is that of the International Nonproprietary Name (INN). Sources: WHO, *International
Nonproprietary Names (INN) for pharmaceutical substances*, whose lists give the national names of each; MHRA, *Changes
in names of certain medicinal substances* (the British names that gave way to INN).
"""

import re

OTHER_NAMES: dict[str, tuple[str, ...]] = {
    "aciclovir": ("acyclovir",),
    "alimemazine": ("trimeprazine",),
    "amfetamine": ("amphetamine",),
    "amobarbital": ("amylobarbitone",),
    "amoxicillin": ("amoxycillin",),
    "aripiprazole": ("arpiprazole",),
    "ascorbic-acid": ("vitamin-c",),
    "aspirin": ("acetylsalicylic-acid",),
    "beclometasone": ("beclomethasone",),
    "bendroflumethiazide": ("bendrofluazide",),
    "benzatropine": ("benztropine",),
    "benzoyl-peroxide": ("benzylperoxide",),
    "benzylpenicillin": ("penicillin-g",),
    "butobarbital": ("butobarbitone",),
    "butylbromide": ("butyl-bromide",),
    "calcipotriol": ("calcipotriene",),
    "calcium": ("clacium",),
    "carbocisteine": ("carbocysteine",),
    "carmellose": (
        "carboxymethylcellulose",
        "carboxymethyl-cellulose",
    ),
    "cefalexin": ("cephalexin",),
    "cefaloridine": ("cephaloridine",),
    "cefalotin": (
        "cephalothin",
        "cefalothin",
    ),
    "cefapirin": ("cephapirin",),
    "cefazolin": ("cephazolin",),
    "cefradine": ("cephradine",),
    "chlorobutanol": ("chlorbutol",),
    "chlorphenamine": ("chlorpheniramine",),
    "chlortalidone": ("chlorthalidone",),
    "ciclosporin": (
        "cyclosporin",
        "cyclosporine",
    ),
    "cilnidipine": ("clinidipine",),
    "cinchocaine": ("dibucaine",),
    "clioquinol": (
        "iodochlorhydroxyquin",
        "clioquinol-iodochlorhydroxyquin",
    ),
    "clomethiazole": ("chlormethiazole",),
    "clomifene": ("clomiphene",),
    "coenzyme-q": ("coenzyme-q10",),
    "colecalciferol": ("cholecalciferol",),
    "colestyramine": ("cholestyramine",),
    "cotrimoxazole": ("co-trimoxazole",),
    "cromoglicate": ("cromoglycate",),
    "dantron": ("danthron",),
    "dexamfetamine": (
        "dexamphetamine",
        "dextroamphetamine",
    ),
    "dexpanthenol": ("d-panthenol",),
    "dextropropoxyphene": ("propoxyphene",),
    "dicycloverine": ("dicyclomine",),
    "dienestrol": ("dienoestrol",),
    "diethylstilbestrol": (
        "diethylstilboestrol",
        "stilboestrol",
    ),
    "dimeticone": ("dimethicone",),
    "dithranol": ("anthralin",),
    "docosahexaenoic": ("docosahexanoic",),
    "docusate": ("docusates",),
    "dosulepin": ("dothiepin",),
    "doxofylline": ("doxophylline",),
    "epinephrine": ("adrenaline",),
    "ergometrine": ("ergonovine",),
    "estradiol": ("oestradiol",),
    "estriol": ("oestriol",),
    "estrogens": ("oestrogens",),
    "estrone": ("oestrone",),
    "etacrynic-acid": ("ethacrynic-acid",),
    "etamsylate": ("ethamsylate",),
    "ethanol": ("ethyl-alcohol",),
    "ethinylestradiol": (
        "ethinyl-estradiol",
        "ethinyloestradiol",
        "ethinyl-oestradiol",
    ),
    "ethylparaben": ("ethyl-paraben",),
    "etofylline": ("etophylline",),
    "etynodiol": ("ethynodiol",),
    "fludroxycortide": (
        "flurandrenolide",
        "flurandrenolone",
    ),
    "flumetasone": ("flumethasone",),
    "flupentixol": ("flupenthixol",),
    "folinic-acid": ("leucovorin",),
    "formoterol": ("eformoterol",),
    "fructooligosaccharide": ("fructo-oligosaccharide",),
    "furosemide": ("frusemide",),
    "ginkgo": ("gingko",),
    "glibenclamide": ("glyburide",),
    "glycerol": (
        "glycerin",
        "glycerine",
    ),
    "glyceryl-trinitrate": (
        "nitroglycerin",
        "nitroglycerine",
    ),
    "guaifenesin": ("guaiphenesin",),
    "hexachlorophene": ("hexachlorophane",),
    "hydroxycarbamide": ("hydroxyurea",),
    "hydroxyprogesterone": ("hydroxy-progesterone",),
    "hyoscine": ("scopolamine",),
    "hypromellose": (
        "hydroxypropylmethylcellulose",
        "hydroxypropyl-methylcellulose",
        "hydroxypropyl-methyl-cellulose",
        "hydroxy-propyl-methyl-cellulose",
    ),
    "immunoglobulin": ("immune-globulin",),
    "indometacin": ("indomethacin",),
    "isophane-insulin": (
        "insulin-isophane",
        "nph-insulin",
        "insulin-nph",
        "isophane-insulin-nph",
    ),
    "isoprenaline": ("isoproterenol",),
    "l-methylfolate": ("l-methyl-folate",),
    "lactobacillus": ("lacto-bacillus",),
    "levamlodipine": ("s-amlodipine",),
    "levocarnitine": (
        "levo-carnitine",
        "l-carnitine",
    ),
    "levomepromazine": ("methotrimeprazine",),
    "levosalbutamol": ("levalbuterol",),
    "levothyroxine": (
        "thyroxine",
        "l-thyroxine",
        "levothyroxine-t4",
    ),
    "lidocaine": ("lignocaine",),
    "lindane": ("gamma-benzene-hexachloride",),
    "liothyronine": ("liothyronine-t3",),
    "liquid-paraffin": ("mineral-oil",),
    "mecobalamin": ("methylcobalamin",),
    "mepacrine": ("quinacrine",),
    "mercaptamine": ("cysteamine",),
    "mesalazine": ("mesalamine",),
    "metamfetamine": ("methamphetamine",),
    "metamizole": ("dipyrone",),
    "methylergometrine": ("methylergonovine",),
    "methylparaben": ("methyl-paraben",),
    "methylphenobarbital": ("mephobarbital",),
    "methylpolysiloxane": ("methyl-polysiloxane",),
    "methylsulfonylmethane": (
        "methyl-sulfonyl-methane",
        "methyl-sulfonylmethane",
    ),
    "methylthioninium-chloride": ("methylene-blue",),
    "meticillin": ("methicillin",),
    "mitoxantrone": ("mitozantrone",),
    "moxisylyte": ("thymoxamine",),
    "nicotinamide": ("niacinamide",),
    "nicotinic-acid": ("niacin",),
    "nitrofural": ("nitrofurazone",),
    "norepinephrine": ("noradrenaline",),
    "norethisterone": ("norethindrone",),
    "orciprenaline": ("metaproterenol",),
    "ormeloxifene": ("centchroman",),
    "oxetacaine": ("oxethazaine",),
    "ozogamicin": ("ozogamacin",),
    "pantothenic-acid": ("pantothenic-acid-vitamin-b",),
    "paracetamol": ("acetaminophen",),
    "pentobarbital": ("pentobarbitone",),
    "pethidine": ("meperidine",),
    "phenazone": ("antipyrine",),
    "phenobarbital": ("phenobarbitone",),
    "phenoxymethylpenicillin": ("penicillin-v",),
    "phenylmercuric": ("phenyl-mercuric",),
    "phytomenadione": ("phytonadione",),
    "povidone": (
        "polyvinylpyrrolidone",
        "polyvinyl-pyrrolidone",
    ),
    "pramocaine": ("pramoxine",),
    "propylparaben": ("propyl-paraben",),
    "pseudoephedrine": (
        "pesudoephedrine",
        "pseuodoephedrine",
    ),
    "ribavirin": ("tribavirin",),
    "rifampicin": ("rifampin",),
    "rutoside": ("rutin",),
    "salbutamol": ("albuterol",),
    "secobarbital": ("quinalbarbitone",),
    "selenious-acid": ("selenous-acid",),
    "serrapeptase": ("serratiopeptidase",),
    "simeticone": ("simethicone",),
    "soy": ("soya",),
    "sulfadimidine": ("sulfamethazine",),
    "sulfafurazole": ("sulfisoxazole",),
    "suxamethonium": ("succinylcholine",),
    "tazobactam": ("tazobactum",),
    "tetracaine": ("amethocaine",),
    "tetracosactide": (
        "tetracosactrin",
        "cosyntropin",
    ),
    "tetryzoline": ("tetrahydrozoline",),
    "thiamazole": ("methimazole",),
    "thioctic-acid": ("alpha-lipoic-acid",),
    "thiopental": ("thiopentone",),
    "tiabendazole": ("thiabendazole",),
    "tioguanine": ("thioguanine",),
    "torasemide": ("torsemide",),
    "trihexyphenidyl": ("benzhexol",),
    "trioxysalen": (
        "trioxsalen",
        "trioxasalen",
    ),
    "trometamol": ("tromethamine",),
    "ulobetasol": ("halobetasol",),
    "ursodeoxycholic-acid": ("ursodiol",),
    "valaciclovir": ("valacyclovir",),
}
"""Slugs of the names that count, and of the others: also of older or common spellings, in one word and in several."""

_NAMES = {other: name for name, others in OTHER_NAMES.items() for other in others}
_FIRST_WORDS = frozenset(other.partition("-")[0] for other in _NAMES)
_LONGEST = max(other.count("-") + 1 for other in _NAMES)


def in_one_name(slug: str) -> str:
    """A slug with the names that count, whatever words stand around them (``acyclovir-sodium``)."""
    words = slug.split("-")
    if _FIRST_WORDS.isdisjoint(words):
        return slug
    named: list[str] = []
    start = 0
    while start < len(words):
        for end in range(min(start + _LONGEST, len(words)), start, -1):
            if name := _NAMES.get("-".join(words[start:end])):
                break
        named.append(name or words[start])
        start = end
    return "-".join(named)


LONGEST_NAME = 5
"""Words that a name of an ingredient has at most, where nothing else on the page knows it."""
_NOT_OF_NAMES = re.compile(
    r"\b(?:the|this|these|and|or|your|drug|medication|medicine|product|information|about|other|more|important"
    # kinds of use and of people
    r"|concurrent|concomitant|long-term|short-term|maximum|minimum|daily|weekly|alternative|emergency|historical|cosmetic"
    r"|hypothetical|theoretical|off-label|patients?|men|women|infants?|pregnan\w+|lactation|breastfeeding|driving|travel"
    r"|storage|safety|allerg\w+|alcohol|food|overdose|missed|clinical|medical|traditional|veterinary|recreational"
    # parts and states of the body
    r"|renal|hepatic|kidney|liver|heart|cardi\w+|skin|sexual|gastro\w+|neuro\w+|psychiatric|respiratory|diabet\w+|disease"
    r"|impairment|systemic|local|ocular|nasal|dermat\w+|metabolic|hematolog\w+|post-marketing"
    # forms
    r"|tablets?|capsules?|injections?|inject\w+|ophthalmic|syrup|suspension|cream|gel|drops?|dentistry|surgery"
    r"|part [a-z0-9]|component [a-z0-9]|step)\b",
    re.IGNORECASE,
)
"""Words that no ingredient is named by."""


def could_be_name(text: str) -> bool:
    """Whether a short text may be the name of a substance that nothing else on its page knows."""
    words = text.split()
    return 0 < len(words) <= LONGEST_NAME and words[0][:1].isupper() and not _NOT_OF_NAMES.search(text)
