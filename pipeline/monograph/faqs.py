"""The ways in which a question is put, and where its answer starts."""

import re
from typing import NamedTuple

from pipeline.monograph.respelling import starts_with_picture

QUESTION_MARK = r"Q(?:uestion)?\s*\d{0,2}\s*(?:[.:]|(?<=[\d\s])[-–—]\s)"
"""What a line that puts a question starts with, wherever it stands."""

_MARK_Q = re.compile(
    r"(?:Q\.\d{1,2}(?:[.:)]|(?=\s))|"
    r"(?:Q(?:uestion|ues?)?|FAQ)\s*(?:#\s*)?\d{0,2}\s*[.:)\]]-?|Q(?:uestion)?\s*\d{0,2}\s*(?<=[\d\s])[-–—](?=\s))"
    r"\s*(?=\S|$)",
    re.IGNORECASE,
)
_ANSWER_STARTS = frozenset("Aa*_ \t")
MARK_STARTS = frozenset("QqFf0123456789")
"""What a mark of a question may start with; most lines start otherwise."""
_A = r"(?:[Nn][Ss](?:[Ww][Ee][Rr])?)?\s?(?:\d+\s*:(?!\d)|\s*:)-?"
"""What a mark of an answer holds behind its A; ``A 2:1 ratio`` is none."""
_A_FIRST = rf"(?:{_A}|\d{{1,2}}[.)](?=\s|$)|[.]\d{{1,2}}(?:[.:)]|(?=\s+[A-Z]))|[Nn][Ss][.](?=\s|$))"
"""As :data:`_A`, where an answer starts its line: ``A1.``, ``A.1`` and ``Ans.`` as well."""
_MARK_A = re.compile(rf"\s*[*_]{{0,2}}(?:[Aa]{_A_FIRST}|Answer$)\s*")
BARE_QUESTION = re.compile(r"Q(?:[1-9]|uestion\s?\d{0,2})?").fullmatch
"""A bold lead-in that is a mark by itself, as in ``**Q1** Is it safe?``, where a question follows."""
BARE_ANSWER = re.compile(r"A(?:[1-9]|nswer\s?\d{0,2})?").fullmatch
"""The same of the answer to such a question."""
ARROWS = "→➔➜"
_BEFORE_ANSWER = re.compile(rf"(?:[-=]>|[–—:{ARROWS}\s-])*")
"""Dashes and arrows that lead from a question to its answer."""
_A_INSIDE = re.compile(rf"(?:(?<=[?.!\"”)\]])|(?<=\s))\s*A{_A}(?:\s+|$)")
_MARKS_OF_QUESTION = re.compile(r"\A(?:\W*[Qq]\d*\s*:\s*)+")
"""Marks that are left, as in ``Q: Q: Is it safe?``."""
_MARKS_OF_ANSWER = re.compile(rf"(?:\W*[Aa]{_A}[\s*_]*)+|\*{{1,3}}\s+")
_LETTER = re.compile(r"[*_]{0,2}A\d{0,2}\s?[.)–-][*_]{0,2}\s+(?![a-z])")
_NUMBER = re.compile(r"\d{1,2}[.)]\s+")
_NUMBER_OR_LETTER = re.compile(r"(?:#?\d{1,2}[.):]|\(\d{1,2}\)|[a-h]\)|[ivx]{1,4}[.)]|#\d{1,2})\s+")
_NUMBER_STARTS = frozenset("0123456789(#abcdefghivx")
_INTERROGATIVE = re.compile(
    r"(?:what|when|where|which|who|whom|whose|why|how|is|are|am|was|can|could|do|does|did|should|shall|will|would|may|might|must|has|have|"
    r"if|in what|for how|at what|(?:is|are|was|do|does|did|should|would|could|has|have|ca|wo)n['’]t)\b",
    re.IGNORECASE,
)
_UNMARKED = re.compile(
    r"(?:(?:when|where|who|whom|why)|how(?:\s(?:long|often|much|many|soon|fast|quickly|well|safe))?|"
    r"(?:what|which|whose)(?:\s(?!(?:i|you|it|we|they|he|she|this|that|to|the|patients|people|doctors)\b)[\w-]+){0,2}?)\s"
    r"(?:is|are|was|were|do|does|did|can|could|should|will|would|may|must|has|have)\s\S|"
    r"(?:is|are|was|were|does|did)\s(?!(?:not|and|or|for|in|at|on|of|to|used|given|taken|tested)\b)\S|"
    r"(?:do|should|have|has)\s(?:i|we|they|it)\b|"
    r"(?:can|could|will|would|may)\s"
    r"(?:i|you|it|we|they|he|she|this|that|these|the|there|my|anyone|patients|people|children|adults|women)\b|"
    r"what\s(?:if|about|happens\sif)\s\S",
    re.IGNORECASE,
)
"""How a question begins that has no question mark: with the verb before its subject. ``How to use it`` is none."""
_QUOTES = "\"“”'‘’"
_END_OF_QUESTION = re.compile(r"\?[\"”’')\]]*")


class Question(NamedTuple):
    """A question as a line puts it: its words, the answer that starts on the line, and whether it is marked ``Q:``.

    ``is_bare`` says that its mark is bold and nothing else: ``**Q1**``.
    """

    text: str
    answer: str
    marked: bool
    is_bare: bool = False


def read_question(text: str, lead: str, rest: str, *, in_faqs: bool) -> Question | None:
    """Read a line as a question.

    A line is one when it is marked (``Q:``, ``Q1.``), or, among frequently asked questions, when its bold lead-in asks
    or it opens with an interrogative and holds a question mark.

    Args:
        text: the plain text of the line.
        lead: its bold lead-in, empty where it has none.
        rest: what follows the lead-in.
        in_faqs: whether the line stands in a section of frequently asked questions.
    """
    found = _read_line(text, lead, rest, in_faqs=in_faqs)
    if found is not None and found.marked:
        bare = strip_letter(found.answer)
        found = found if bare is found.answer else found._replace(answer=bare)
    if found is None or not found.text:
        return None
    if not (":" in found.text or "*" in found.text):
        return found
    bare = _MARKS_OF_QUESTION.sub("", found.text.strip("* "), count=1)
    return found._replace(text=bare) if bare else None


def read_unmarked(title: str, *, all_bare: bool = False) -> Question | None:
    """Read a heading or a label alone on its line, among frequently asked questions, that lacks a question mark.

    ``all_bare`` says that all of them lack one, so that the first word tells enough.
    """
    bare = _unnumbered(title)
    asks = bare[-1:].isalnum() and _UNMARKED.match(bare) is not None
    return Question(bare, "", False) if asks or (all_bare and begins_as_question(title)) else None


def begins_as_question(title: str) -> bool:
    """Whether a title begins with a word that questions begin with, and ends in no mark."""
    bare = _unnumbered(title)
    return bare[-1:].isalnum() and _INTERROGATIVE.match(bare) is not None


def _read_line(text: str, lead: str, rest: str, *, in_faqs: bool) -> Question | None:
    if text[:1] in MARK_STARTS and (mark := _mark_q(text)) and (in_faqs or "?" in text):
        return _read_marked(text[mark:], lead[mark:] if len(lead) > mark else "")
    if not in_faqs:
        return None
    if lead and BARE_QUESTION(lead) and "?" in rest and _INTERROGATIVE.match(rest):
        found = _read_marked(rest, "")
        return found and found._replace(is_bare=True)
    if lead.rstrip(_QUOTES).endswith("?"):
        return Question(_unnumbered(lead), strip_answer_mark(rest), False)
    bare = _unnumbered(text)
    end = _END_OF_QUESTION.search(bare)
    if end and _INTERROGATIVE.match(bare.lstrip(_QUOTES)) and (lead or end.end() <= 300):
        return _parted(bare, end.end(), False)
    return None


def _read_marked(text: str, lead: str) -> Question | None:
    text, lead = text.strip(), lead.strip()
    if lead and "?" in lead and not _answers_inside(lead):
        return Question(lead, strip_answer_mark(text[len(lead) :]), True)
    inside = _answer_inside(text)
    if inside and inside.start() > 0:
        return Question(text[: inside.start()].rstrip(f" {ARROWS}"), text[inside.end() :].strip(), True)
    end = _END_OF_QUESTION.search(text)
    if end:
        return _parted(text, end.end(), True)
    if lead and len(lead) < len(text):
        return Question(lead.rstrip(": "), strip_answer_mark(text[len(lead) :]), True)
    return Question(text, "", True) if text else None


def _answer_inside(text: str) -> re.Match[str] | None:
    return _A_INSIDE.search(text) if ":" in text else None


def _answers_inside(lead: str) -> bool:
    """Whether bold text holds the mark of an answer: in ``Is it like hepatitis A: a risk?`` there is none."""
    inside = _answer_inside(lead)
    return inside is not None and not (lead.endswith("?") and "?" not in lead[: inside.start()])


def _parted(text: str, end: int, marked: bool) -> Question:
    return Question(text[:end].strip(), strip_answer_mark(text[end:]), marked)


def _mark_q(text: str) -> int:
    number = _NUMBER.match(text) if text[0].isdigit() else None
    match = _MARK_Q.match(text, number.end() if number else 0)
    return match.end() if match else 0


def _unnumbered(text: str) -> str:
    """A question without the number, the letter or the picture before it."""
    if not text.isascii() and (picture := starts_with_picture(text)):
        text = text[picture.end() :].lstrip()
    number = _NUMBER_OR_LETTER.match(text) if text[:1] in _NUMBER_STARTS else None
    return text[number.end() :] if number else text


def bare_answer(text: str) -> str:
    """An answer without any mark that is left: ``A:`` once more, or half of the bold of its question."""
    marks = _MARKS_OF_ANSWER.match(text) if ":" in text or text.startswith("*") else None
    return text[marks.end() :] if marks else text


def strip_letter(text: str) -> str:
    """The answer to a marked question without the ``A.``, ``A)`` or ``A -`` that it starts with."""
    mark = _LETTER.match(text) if text[:1] in _ANSWER_STARTS else None
    return text[mark.end() :] if mark else text


def is_answer(text: str) -> bool:
    """Whether a line is marked as an answer (``A:``, ``Answer:``)."""
    return text[:1] in _ANSWER_STARTS and _MARK_A.match(text) is not None


def strip_answer_mark(text: str) -> str:
    """The text of an answer without its ``A:``."""
    text = text.strip()
    if text and not text[0].isalnum() and (before := _BEFORE_ANSWER.match(text)):
        text = text[before.end() :]
    mark = _MARK_A.match(text) if text[:1] in _ANSWER_STARTS else None
    return text[mark.end() :] if mark else text
