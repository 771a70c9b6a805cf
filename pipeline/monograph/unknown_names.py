"""What may be the name of an ingredient that nothing else on its page knows."""

import re

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
    r"|lotion|ointment|spray|patch(?:es)?|liquid|inhal\w+|nebuli[sz]ed|rectal|vaginal|sublingual|buccal|transdermal"
    r"|intramuscular|subcutaneous|intrathecal|parenteral"
    # times
    r"|bedtime|overnight|monthly|yearly|initial|starting|loading|pre-?operative|post-?operative"
    r"|part [a-z0-9]|component [a-z0-9]|step)\b",
    re.IGNORECASE,
)
"""Words that no ingredient is named by."""


def could_be_name(text: str) -> bool:
    """Whether a short text may be the name of a substance that nothing else on its page knows."""
    words = text.split()
    return 0 < len(words) <= LONGEST_NAME and words[0][:1].isupper() and not _NOT_OF_NAMES.search(text)
