"""The table of wordings: how sections are headed, by what they are about.

To teach the parser a heading, add its wording. A wording is a regular expression for the whole heading, in lower case,
without mark-up, numbering, apostrophes, punctuation around it and what stands in brackets.
"""

from typing import NamedTuple

from pipeline.vocabulary import SectionKind as S


class Wordings(NamedTuple):
    """How one kind of section is headed.

    ``usual`` names count everywhere. ``other`` ones count in a heading, and in a bold label where labels head the
    sections. ``within`` names head a part of such a section when the page has one, and are a section of that kind
    where it has none.
    """

    usual: tuple[str, ...]
    other: tuple[str, ...] = ()
    within: tuple[str, ...] = ()


WORDINGS: dict[S, Wordings] = {
    S.GENERIC_NAME: Wordings(
        usual=(r"generic names?",),
        other=(
            r"generic names? (?:and|&) .*",
            r"(?:drug|chemical|scientific|non-?proprietary|international non-?proprietary|official|common|medicine) names?",
            r"name of (?:the )?(?:drug|medicine|medication)",
            r"active ingredients?",
            r"inn",
        ),
    ),
    S.USAGE: Wordings(
        usual=(r"usages?", r"uses?"),
        other=(
            r"indications?",
            r"indications? (?:and|&) (?:usages?|uses?)",
            r"(?:usages?|uses?) (?:and|&) indications?",
            r"(?:therapeutic|medical|clinical|primary|secondary|main|approved|common|general|other|potential|possible|off-label|typical)"
            r" (?:usages?|uses?|indications?)",
            r"what (?:is|are) .* used (?:for|to treat)",
            r"why (?:is|are) .* (?:used|prescribed)",
            r"used for",
            r"what (?:it|.+) is used for",
            r"why (?:it|.+) is (?:used|prescribed)",
            r"(?:\w+ and )?(?:traditional|modern|medicinal|diagnostic|current|historical) (?:usages?|uses?)",
            r"(?:health )?benefits(?: and (?:usages?|uses?))?",
            r"(?:usages?|uses?) (?:and benefits|information|overview|in medicine)",
            r"(?:usages?|uses?|indications?) (?:of|for) .*",
        ),
    ),
    S.DOSAGE: Wordings(
        usual=(r"dosages?", r"dose", r"doses", r"dosing"),
        other=(
            r"(?:dosages?|dosing|doses?) (?:and|&) (?:administration|directions)",
            r"(?:dosages?|dosing|doses?) (?:guidelines?|information|instructions?|recommendations?|regimens?)",
            r"(?:dosages?|dosing|doses?) (?:of|for|in) .*",
            r"(?:recommended|typical|usual|general|standard|adult|child|pa?ediatric|starting|maintenance) (?:dosages?|doses?|dosing)",
            r"how (?:is|are|to|do i|should i|should|do you) .*(?:take|taken|use|used|administer|administered|apply|applied|given)(?: .*)?",
            r"what is the (?:\w+ )?dos(?:e|age)(?: .*)?",
            r"how to (?:take|use|apply)(?: .*)?",
            r"posology(?: .*)?",
            r"directions(?: for use)?",
            r"(?:dosages?|doses?) and (?:schedule|route)",
            r"(?:vaccination|immuni[sz]ation|dosing|dosage) (?:schedule|overview|table|chart)",
            r"recommended (?:daily )?intake",
            r"how (?:it|.+) is (?:given|taken|administered|applied)",
        ),
        within=(
            r"(?:dosages?|dosing|doses?) adjustments?(?: .*)?",
            r"administration",
            r"(?:method|route)s? of administration",
            r"strengths?",
            r"(?:dosage )?forms?(?: and strengths?)?",
        ),
    ),
    S.SIDE_EFFECTS: Wordings(
        usual=(r"side[ -]effects?",),
        other=(
            r"adverse (?:effects?|reactions?|events?|drug reactions?)",
            r"(?:possible )?(?:undesirable|unwanted) effects?",
            r"side[ -]effects? overview",
            r"adverse events? following .*",
            r"(?:common|possible|potential|known|serious|rare|severe|mild|general|main|less common|more common) (?:side[ -]|adverse )effects?",
            r"side[ -]effects? (?:and|&|of|from|in) .*",
            r"what are the (?:possible |common )?side[ -]effects?.*",
        ),
    ),
    S.HOW_IT_WORKS: Wordings(
        usual=(
            r"how it works?",
            r"how (?:this|the) (?:drug|medicine|medication|combination|vaccine) works?",
            r"how they work",
        ),
        other=(
            r"how (?:does|do) .* work",
            r"how .+ works?(?: in .*)?",
            r"how it works? (?:and|&) .*",
            r"mechanisms?(?: of actions?)?",
            r"modes? of actions?",
            r"pharmacology",
            r"pharmacological (?:action|properties)",
            r"pharmacodynamics",
        ),
    ),
    S.PRECAUTIONS: Wordings(
        usual=(r"precautions?",),
        other=(
            r"precautions? (?:and|&|for|with|of|in|while|when|before|during) .*",
            r"(?:warnings?|contraindications?) (?:and|&) precautions?",
            r"(?:special|general|important|safety) precautions?",
            r"what precautions .*",
            r"precautions?, .*",
            r"precautions? to take",
            r"(?:important )?safety information",
            r"safety",
        ),
        within=(
            r"warnings?",
            r"warnings? (?:and|&) .*",
            r"contraindications?",
            r"contraindications? (?:and|&) .*",
            r"cautions?",
            r"use with caution",
            r"who should (?:not|avoid) .*",
            r"before (?:taking|using|you take|you use) .*",
            r"(?:boxed|black box|important) warnings?",
            r"special populations?",
        ),
    ),
    S.FAQS: Wordings(
        usual=(r"faqs?", r"frequently asked questions?", r"faqs? (?:and|&) (?:tips|notes?|disclaimers?)"),
        other=(
            r"f\.?a\.?q\.?s?",
            r"faqs? (?:section|(?:and|&) answers)",
            r"questions",
            r"faqs? (?:about|for|on|regarding) .*",
            r"frequently asked questions? (?:about|for|on|regarding) .*",
            r"(?:patient )?questions? (?:and|&) answers?(?: .*)?",
            r"q ?(?:&|and) ?as?(?: section)?",
            r"(?:common(?:ly asked)?|frequent|popular|typical|patient|your|top|some) (?:\w+ )?questions?(?: .*)?",
            r"questions? (?:\w+ )?(?:often|frequently|commonly) (?:ask|asked)(?: .*)?",
            r"(?:general|combined|joint|patient|common) faqs?",
        ),
    ),
    S.BRAND_NAMES: Wordings(
        usual=(r"(?:popular |common |available |some )?brand names?", r"trade names?"),
        other=(
            r"(?:popular |common |available )?brand names? (?:in|of|for|and|include) .*",
            r"(?:(?:popular|common|available|indian|marketed|commercial|local|international) )?brands?(?: available| examples?)?",
            r"(?:commercial|market(?:ed)?|proprietary|product) names?",
            r"(?:which|what) brand(?: name)?s? .*",
            r"marketed as",
        ),
    ),
    S.INTERACTIONS: Wordings(
        usual=(),
        other=(
            r"(?:potential |possible |known |significant |important )*(?:drug )?interactions? (?:between|with|of) .*",
        ),
        within=(
            r"(?:potential |possible |known |common |important |other )*(?:drug|medication|medicine|food|drug-drug|food and drug|drug and food|alcohol)?"
            r"(?: and \w+)? ?interactions?",
        ),
    ),
    S.COMBINED_USE: Wordings(
        usual=(),
        other=(
            r"(?:potential |possible |rationale for )*combined (?:use|usage|therapy|treatment|effects?|information|application)(?: .*)?",
            r"combining .*",
            r"combination (?:therapy|use|treatment|information|rationale)(?: .*)?",
            r".+ combined(?: use| usage| therapy| treatment)?",
            r".+ (?:used )?together",
            r"rationale for .*",
            r"(?:using|taking) .* together.*",
            r"why .* together.*",
            r"when .* together.*",
            r"potential (?:uses|risks|benefits|effects) of (?:the )?combin.*",
            r"(?:risks|benefits|dangers) of (?:the )?combin.*",
            r"why combine .*",
            r"why (?:\w+ ){1,3}both",
            r"reasons? for combining(?: .*)?",
            r"(?:combination|combined|combining) (?:risks?|benefits?|safety|considerations?|cautions?)",
            r"(?:important |special |key |other |safety )*considerations? (?:when|for|of|in) combin.*",
            r"(?:co-?administration|(?:warnings? for |precautions? for )?(?:concomitant|concurrent) (?:use|therapy|administration))",
            r"(?:dual|triple|joint) (?:therapy|use|treatment)",
            r"together",
            r"combined",
            r"(?:the )?combination(?: (?:considerations?|notes?|overview|details|summary|of both.*))?",
            r"(?:(?:for|about|using|taking) )?both(?: .*)?",
            r"notes? on (?:the )?combin.*",
            r".+ combination(?: therapy| use| product)?",
        ),
    ),
    S.SUMMARY: Wordings(
        usual=(
            r"in summary",
            r"summary(?: (?:and|&) .*)?",
            r"(?:in )?conclusions?",
            r"to summari[sz]e",
            r"key (?:points|takeaways)",
            r"(?:key )?takeaways?",
            r"(?:the )?bottom line",
            r"in short",
            r"overall",
            r"(?:final|closing) (?:thoughts|words|remarks)",
        ),
    ),
    S.DISCLAIMER: Wordings(
        usual=(
            r"(?:\w+ ){0,2}disclaimers?(?: .*)?",
            r"(?:important |please |final )*notes? (?:and|&) disclaimers?",
            r"(?:legal notice|(?:ai )?disclosure)",
        ),
    ),
    S.OTHER: Wordings(
        usual=(),
        other=(
            r"(?:sources?|references?|bibliography|further (?:information|reading))",
            r"(?:missed doses?|overdos(?:e|age)|storage|storing|availability|composition|pharmacokinetics|history|cost)(?: (?:and|&) (?:handling|overdos(?:e|age)|disposal|storage))?",
            r"last (?:updated|reviewed)",
        ),
    ),
    S.NOTE: Wordings(
        usual=(
            r"(?:important |please |special |final |general )*notes?(?: .{0,24})?",
            r"(?:important |final )*reminders?",
            r"nb",
            r"n\.b",
        )
    ),
}
