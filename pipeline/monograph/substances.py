"""Substances that have several names, so that they get one slug.

Where there is one, it is that of the International Nonproprietary Name (INN). Sources: WHO, *International
Nonproprietary Names (INN) for pharmaceutical substances*, whose lists give the national names of each; MHRA, *Changes
in names of certain medicinal substances* (the British names that gave way to INN).
"""

OTHER_NAMES: dict[str, tuple[str, ...]] = {
    "aciclovir": ("acyclovir",),
    "ademetionine": (
        "s-adenosyl-methionine",
        "s-adenosylmethionine",
    ),
    "alanylglutamine": (
        "alanyl-glutamine",
        "l-alanyl-l-glutamine",
    ),
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
    "bupropion": ("amfebutamone",),
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
    "charcoal": (
        "activated-charcoal",
        "medicinal-charcoal",
        "activated-medicinal-charcoal",
    ),
    "chlormethine": ("mechlorethamine",),
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
    "dactinomycin": ("actinomycin-d",),
    "dantron": ("danthron",),
    "deferoxamine": (
        "desferrioxamine",
        "desferioxamine",
    ),
    "dexamfetamine": (
        "dexamphetamine",
        "dextroamphetamine",
    ),
    "dexpanthenol": ("d-panthenol",),
    "dextropropoxyphene": ("propoxyphene",),
    "diamorphine": (
        "diacetylmorphine",
        "heroin",
    ),
    "dicalcium-phosphate": ("dibasic-calcium-phosphate",),
    "dicycloverine": ("dicyclomine",),
    "dienestrol": ("dienoestrol",),
    "diethylstilbestrol": (
        "diethylstilboestrol",
        "stilboestrol",
    ),
    "dimeticone": ("dimethicone",),
    "diprophylline": ("dyphylline",),
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
    "glucose": ("dextrose",),
    "glycerol": (
        "glycerin",
        "glycerine",
    ),
    "glyceryl-trinitrate": (
        "nitroglycerin",
        "nitroglycerine",
    ),
    "glycopyrronium": ("glycopyrrolate",),
    "guaifenesin": ("guaiphenesin",),
    "hexachlorophene": ("hexachlorophane",),
    "human-insulin": (
        "insulin-human",
        "human-insulin-soluble-insulin",
        "human-soluble-insulin",
    ),
    "hydroxycarbamide": ("hydroxyurea",),
    "hydroxyprogesterone": ("hydroxy-progesterone",),
    "hyoscine": ("scopolamine",),
    "hyoscine-butylbromide": ("butylscopolamine",),
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
        "insulin-isophane-nph",
    ),
    "isoprenaline": ("isoproterenol",),
    "l-methylfolate": ("l-methyl-folate",),
    "lactobacillus": ("lacto-bacillus",),
    "leuprorelin": ("leuprolide",),
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
    "magnesium-hydroxide": ("milk-of-magnesia",),
    "meclozine": ("meclizine",),
    "mecobalamin": ("methylcobalamin",),
    "mepacrine": ("quinacrine",),
    "mepyramine": ("pyrilamine",),
    "mercaptamine": ("cysteamine",),
    "mesalazine": ("mesalamine",),
    "metamfetamine": ("methamphetamine",),
    "metamizole": ("dipyrone",),
    "methenamine": ("hexamine",),
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
    "metirosine": ("metyrosine",),
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
    "pentoxifylline": ("oxpentifylline",),
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
    "prasterone": (
        "dehydroepiandrosterone",
        "dhea",
    ),
    "propylparaben": ("propyl-paraben",),
    "pseudoephedrine": (
        "pesudoephedrine",
        "pseuodoephedrine",
    ),
    "pyritinol": ("pyrithioxine",),
    "racecadotril": ("acetorphan",),
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
    "tartrate": ("l-tartrate",),
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
    "tricalcium-phosphate": ("tribasic-calcium-phosphate",),
    "trihexyphenidyl": ("benzhexol",),
    "trioxysalen": (
        "trioxsalen",
        "trioxasalen",
    ),
    "trolamine": ("triethanolamine",),
    "trometamol": ("tromethamine",),
    "ulobetasol": ("halobetasol",),
    "ursodeoxycholic-acid": ("ursodiol",),
    "valaciclovir": ("valacyclovir",),
}
"""Slugs of the names that count, and of the others: also of older or common spellings, in one word and in several."""

AMINO_ACIDS = (
    *("alanine", "arginine", "asparagine", "aspartate", "cysteine", "glutamate", "glutamine", "histidine"),
    *("isoleucine", "leucine", "lysine", "methionine", "ornithine", "phenylalanine", "proline", "serine"),
    *("threonine", "tryptophan", "tyrosine", "valine"),
)
"""Their INN and Ph. Eur. names mean the L-form, which a page may name or not (``L-Arginine``)."""

_NAMES = {other: name for name, others in OTHER_NAMES.items() for other in others}
_NAMES |= {f"l-{acid}": acid for acid in AMINO_ACIDS}
_NO_SUBSTANCE = frozenset(
    {
        *("micronized", "micronised", "mcg", "mg", "ml"),
        *("anhydrous", "hemihydrate", "monohydrate", "sesquihydrate", "dihydrate", "trihydrate", "tetrahydrate"),
        *("pentahydrate", "hexahydrate", "heptahydrate", "decahydrate"),
    }
)
"""Words that tell no substance from another: how fine it is ground, the unit that is left of a lost strength, the water
that it has crystallised with (an INN says nothing of it).
"""

_FIRST_WORDS = _NO_SUBSTANCE | {other.partition("-")[0] for other in _NAMES}
_LONGEST = max(other.count("-") + 1 for other in _NAMES)


def in_one_name(slug: str) -> str:
    """A slug with the names that count, whatever words of a salt or form stand around them (``acyclovir-sodium``)."""
    words = slug.split("-")
    if _FIRST_WORDS.isdisjoint(words):
        return slug
    words = [word for word in words if word not in _NO_SUBSTANCE] or words
    named: list[str] = []
    start = 0
    while start < len(words):
        for end in range(min(start + _LONGEST, len(words)), start, -1):
            if name := _NAMES.get("-".join(words[start:end])):
                break
        named.append(name or words[start])
        start = end
    return "-".join(named)
