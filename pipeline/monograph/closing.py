"""How a page closes or declines: the wordings of disclaimers, notes, reminders and summaries without a heading."""

import re

from pipeline.monograph.headings import read_wording
from pipeline.vocabulary import SectionKind

_CLOSING = frozenset({SectionKind.NOTE, SectionKind.DISCLAIMER, SectionKind.SUMMARY, SectionKind.OTHER})
DISCLAIMER = r"(?:\w+ )?disclaimer"
"""How a disclaimer is labelled where a line starts with it."""

_ABOUT_PAGE = re.compile(
    r"\b(?:AI[- ]generated|(?:generated|produced|written|made|created|put together) (?:by|with) (?:the help of )?(?:an? )?(?:AI|artificial|language model|large language)|crowd[- ]?sourced|machine[- ]generated|not be accurate|not medical advice)\b",
    re.IGNORECASE,
)
_OF_PAGE = re.compile(
    r"(?:this|the|these|all|any) (?:\w+ ){0,2}(?:page|article|content|monograph|information|document|answers|text|summary|guide)\b",
    re.IGNORECASE,
)
"""How a text about the page starts."""
_DISCLAIMS = re.compile(
    r"\b(?:not (?:be )?(?:a |intended (?:to be |as )?(?:a )?)?(?:substitute|replacement)\b.{0,300}\b(?:advice|professional|doctor|physician|care)"
    r"|(?:not|never) (?:\w+ ){0,4}(?:constitute|considered|provide|intended as|replace|taken as|construed as|interpreted as) (?:\w+ ){0,3}(?:medical |professional )?(?:advice|consultation)"
    r"|(?:this|the|all|any) (?:\w+ ){0,3}(?:information|content|page|document|monograph|response|overview|summary) (?:\w+ ){0,4}"
    r"(?:for (?:\w+ ){0,3}(?:educational|informational|general|information)|not (?:exhaustive|complete|comprehensive|medical|intended)|AI-generated)"
    r"|(?:not|can['’]t|never) (?:meant |intended )?(?:to )?replaces? (?:\w+ ){0,4}(?:advice|doctor|physician|pharmacist|care|consultation|judge?ment)"
    r"|(?:is|are|as) not (?:intended as )?medical advice|none of this (?:is|replaces)|nothing (?:on|in) this (?:page|article|text)"
    r"|(?:can)?not take the place of|not been evaluated by"
    r"|(?:educational|informational|general information|general knowledge) (?:and \w+ )?(?:purposes? )?only)\b",
    re.IGNORECASE,
)
_REMINDS = re.compile(
    r"(?:\W*)(?:(?:if you have|got|have|still have) (?:any |more )?(?:\w+ )?(?:questions|concerns)|for (?:more|further|additional|personali[sz]ed) \w+|remember|again|please remember|always remember|crucially|important(?:ly)?|please|disclaimer|always|never|it(?:['’]s| is) (?:\w+ ){0,2}(?:crucial|important|essential|vital))\b"
    r".*\b(?:doctor|physician|pharmacist|healthcare|health care|medical|professional|prescriber|provider|dentist|specialist|veterinarian)",
    re.IGNORECASE | re.DOTALL,
)
_DECLINES = re.compile(
    r"(?:I(?:['’]m| am)? (?:sorry|cannot|can['’]t|can not|could not|unable|do not have|don['’]t have|am not able)|please provide|unfortunately)\b",
    re.IGNORECASE,
)
_OFFERS = re.compile(
    r"\W*(?:let me know|I hope (?:this|that)|would you like|feel free to|do you want me)\b", re.IGNORECASE
)
_TAKES_LEAVE = re.compile(
    r"\W*(?:this (?:information|summary|guide|page|content|text|list|overview|article|monograph|leaflet)|these answers|the (?:above|information)"
    r"|none of|nothing|not all|these statements|patients (?:are|should)|kindly|it is (?:always )?best|do not (?:start|stop|use)"
    r"|(?:i am|as) an ai|as always|seek|use this|overall|ultimately|before (?:taking|using|starting)|should you|in (?:short|brief)"
    r"|to sum up|the facts|above all|still unsure|your (?:doctor|physician|pharmacist)"
    r"|last (?:updated|reviewed)|sources?:"
    r"|when in doubt|as with (?:all|any)|consult|talk to|speak (?:to|with)|you should (?:never|always)|note|please|remember"
    r"|if you(?:r question| have| are unsure)|for (?:more|further)|keep in mind|let me|i hope|would you)\b",
    re.IGNORECASE,
)
_OF_ADVICE = re.compile(r"\b(?:medical advice|substitute for)\b", re.IGNORECASE)
_SUMS_UP = re.compile(
    r"\W*(?:in (?:summary|conclusion|short|brief)|to (?:summari[sz]e|conclude|sum up))\b", re.IGNORECASE
)
_WHOLE_PAGE_LABEL = re.compile(
    r"(?:remember|reminder|crucially|important(?: reminder| information)?|please remember|caution|warning)$",
    re.IGNORECASE,
)


def is_about_page(text: str) -> bool:
    """Whether a labelled note speaks of the page as a whole, as ``**Note:** This information is AI-generated…``."""
    return _OF_PAGE.match(text) is not None or _ABOUT_PAGE.search(text) is not None or disclaims(text)


def disclaims(text: str) -> bool:
    """Whether a text says that the page is no medical advice."""
    return _DISCLAIMS.search(text) is not None


def reminds(text: str) -> bool:
    """Whether a text sends its reader to a professional, as closing reminders do."""
    return _REMINDS.match(text) is not None


def offers(text: str) -> bool:
    """Whether a text is addressed by the page's writer to whoever asked for it, as language models close."""
    return _OFFERS.match(text) is not None


def takes_leave(text: str) -> bool:
    """Whether a text starts as the last words of a page do, or speaks of advice."""
    return _TAKES_LEAVE.match(text) is not None or _OF_ADVICE.search(text) is not None


def sums_up(text: str) -> bool:
    """Whether a text opens as a summary does."""
    return _SUMS_UP.match(text) is not None


def declines(text: str) -> bool:
    """Whether a page that opens so declines to answer or asks for a drug's name."""
    return _DECLINES.match(text) is not None


def is_closing_label(label: str) -> bool:
    """Whether a label behind the last answer belongs to the end of the page, as ``**Note:**`` and ``**Source:**``."""
    meaning = read_wording(label)
    return is_reminder_label(label) or (meaning is not None and meaning.kind in _CLOSING)


def is_reminder_label(label: str) -> bool:
    """Whether a label belongs to a closing reminder rather than to its section, as ``**Remember:**``."""
    return _WHOLE_PAGE_LABEL.match(label) is not None
