"""One made page, in one of the manners in which real pages are written."""

from collections.abc import Callable, Iterator, Mapping

from benchmarks.draws import Draws
from benchmarks.questions import write_questions
from benchmarks.words import GAPS

MANNERS = {"headed": 9_560, "labels": 220, "parts": 160, "declining": 45, "unanswered": 15}
"""How many of 10,000 pages are written in each manner: as many as in the collection that the pipeline was made for."""

SECTIONS = {
    "Usage": "usage",
    "Dosage": "dosage",
    "Side Effects": "side_effects",
    "How it Works": "how_it_works",
    "Precautions": "precautions",
}
_AGES = ("Adults", "Children", "Elderly", "Oral", "Important note", "Missed dose", "Kidney trouble")
_WARNINGS = ("Contraindications", "Drug Interactions", "Allergies", "Pregnancy", "Vulnerable Groups", "Driving")


def write_page(manner: str, names: list[str], draws: Draws) -> str:
    """The Markdown of a page with that title's ingredients."""
    title = " + ".join(names)
    draws.drug = title if len(names) < 3 else "this combination"
    head = f"---\nlayout: minimal-medicine\ntitle: {title}\n---\n\n# {title}\n"
    text = head + "".join(_MANNERS[manner](names, draws))
    return text.replace("'", "’") if draws.chance(0.4) else text


def _headed(names: list[str], draws: Draws) -> Iterator[str]:
    colon = ":" if draws.chance(0.1) else ""
    gap = "\n\n" if draws.chance(0.6) else "\n"
    blank = "\n\n\n" if draws.chance(0.5) else "\n\n"
    title = " + ".join(names)
    yield f"### Generic Name: {title}{blank}" if draws.chance(0.1) else f"### Generic Name{colon}\n{title}{blank}"
    for heading, subject in SECTIONS.items():
        yield f"### {heading}{colon}{gap}{_CONTENT[subject](names, draws)}{blank}"
    yield f"### FAQs{colon}{gap}{write_questions(draws, draws.count(3, 7))}{blank}"
    yield from _disclaimer(draws)


def _labels(names: list[str], draws: Draws) -> Iterator[str]:
    yield f"**Generic Name:** {' + '.join(names)}\n\n"
    for heading, subject in SECTIONS.items():
        own_line = subject in ("side_effects", "precautions") or draws.chance(0.3)
        yield f"**{heading}:**{_NEW_LINES if own_line else ' '}{_CONTENT[subject](names, draws)}\n\n"
    yield f"**FAQs:**\n\n{write_questions(draws, draws.count(3, 5))}\n\n"
    yield from _disclaimer(draws)


def _parts(names: list[str], draws: Draws) -> Iterator[str]:
    yield f"{draws.sentences('combined', 1, 2)}\n\n"
    for name in names:
        draws.drug = name
        yield f"### {name}\n\n**Generic Name:** {name}\n\n"
        for heading, subject in SECTIONS.items():
            gap = _NEW_LINES if subject == "side_effects" else " "
            body = _symptoms(draws, 3, 6) if subject == "side_effects" else draws.sentences(subject, 1, 3)
            yield f"**{heading}:**{gap}{body}\n\n"
    yield f"### Combined Use of {' and '.join(names)}\n\n{draws.sentences('combined', 2, 3)}\n\n"
    yield "### FAQs (Combined Use)\n\n"
    for name in names:
        yield f"**{name} FAQs:**\n\n{write_questions(draws, 2, '* **Q: {question}** A: {answer}')}\n\n"
    yield from _disclaimer(draws)


def _declining(_: list[str], draws: Draws) -> Iterator[str]:
    yield f"{draws.sentences('decline', 2, 4)}\n"
    if draws.chance(0.5):
        yield f"\n{draws.sentences('decline', 1, 2)}\n"


def _unanswered(names: list[str], draws: Draws) -> Iterator[str]:
    for heading, subject in SECTIONS.items():
        yield f"### {heading}\n\n{_CONTENT[subject](names, draws)}\n\n"
    yield f"### FAQs\n\n{draws.sentences('unanswered', 2, 3)}\n"


def _disclaimer(draws: Draws) -> Iterator[str]:
    if draws.chance(0.95):
        said = draws.sentences("disclaimer", 2, 3)
        yield f"**Disclaimer:** {said}\n" if draws.chance(0.9) else f"*Disclaimer: {said}*\n"


def _usage(names: list[str], draws: Draws) -> str:
    said = draws.sentences("usage", 4, 6)
    if len(names) > 1 and draws.chance(0.4):
        return said + "".join(f"\n\n**{name}:** {draws.sentences('usage', 1, 2)}" for name in names)
    if draws.chance(0.4):
        items = [
            f"* **{_title(condition)}:** {draws.sentence('usage')}" for condition in _some("condition", draws, 3, 5)
        ]
        return f"{said}\n\n" + "\n".join(items)
    return said


def _dosage(_: list[str], draws: Draws) -> str:
    ages = draws.some_of(_AGES, draws.count(2, 4))
    blocks = [draws.sentences("dosage", 2, 4), *(f"**{age}:** {draws.sentences('dosage', 2, 4)}" for age in ages)]
    if draws.chance(0.3):
        items = "\n".join(
            f"* **{_title(what)}:** {draws.sentence('dosage')}" for what in _some("condition", draws, 2, 4)
        )
        blocks.append(f"**By illness:**\n\n{items}")
    return "\n\n".join(blocks)


def _side_effects(names: list[str], draws: Draws) -> str:
    if len(names) > 1 and draws.chance(0.3):
        return "\n\n".join(f"**{name}:**\n\n{_symptoms(draws, 3, 5)}" for name in names)
    if draws.chance(0.5):
        lead, second = "Common side effects are:", "Less common, but serious, are:"
    else:
        lead, second = "**Common side effects (>10%):**", "**Rare (<1%):**"
    dangers = "\n".join(f"* {_title(danger)}" for danger in _some("danger", draws, 3, 5))
    return f"{lead}\n\n{_symptoms(draws, 5, 9)}\n\n{second}\n\n{dangers}\n\n{draws.sentences('side_effects', 2, 3)}"


def _how_it_works(names: list[str], draws: Draws) -> str:
    if len(names) > 1 and draws.chance(0.3):
        lead = draws.sentence("how_it_works")
        return f"{lead}\n\n" + "\n".join(f"* **{name}:** {draws.sentences('how_it_works', 1, 2)}" for name in names)
    return draws.sentences("how_it_works", 4, 5)


def _precautions(_: list[str], draws: Draws) -> str:
    warnings = draws.some_of(_WARNINGS, draws.count(3, 6))
    mark = "*   " if draws.chance(0.08) else "* "
    items = [f"{mark}**{warning}:** {draws.sentences('precautions', 1, 3)}" for warning in warnings]
    if draws.chance(0.06):
        items.append(f"{mark}**Other:**")
        items += [f"    * {draws.sentence('precautions')}" for _ in range(3)]
    elif draws.chance(0.02):
        items = [f"{number}. {item[len(mark) :]}" for number, item in enumerate(items, start=1)]
    blank = "\n\n" if draws.chance(0.1) else "\n"
    return blank.join(items)


def _symptoms(draws: Draws, least: int, most: int) -> str:
    mark = "*   " if draws.chance(0.1) else "* "
    end = "  " if draws.chance(0.05) else ""
    return "\n".join(f"{mark}{_title(symptom)}{end}" for symptom in _some("symptom", draws, least, most))


def _some(gap: str, draws: Draws, least: int, most: int) -> list[str]:
    return draws.some_of(GAPS[gap], draws.count(least, most))


def _title(text: str) -> str:
    return text[0].upper() + text[1:]


Writer = Callable[[list[str], Draws], str]

_NEW_LINES = "\n\n"
_CONTENT: Mapping[str, Writer] = {
    "usage": _usage,
    "dosage": _dosage,
    "side_effects": _side_effects,
    "how_it_works": _how_it_works,
    "precautions": _precautions,
}
_MANNERS: Mapping[str, Callable[[list[str], Draws], Iterator[str]]] = {
    "headed": _headed,
    "labels": _labels,
    "parts": _parts,
    "declining": _declining,
    "unanswered": _unanswered,
}
