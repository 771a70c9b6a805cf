"""The names that sections give their ingredients → the ingredients of the page, one slug each."""

from pipeline.monograph.tree import Finding, Ingredient, Section
from pipeline.vocabulary import FindingCode, SectionKind

Resolved = tuple[tuple[Section, ...], tuple[Ingredient, ...], list[Finding]]


def resolve_ingredients(sections: tuple[Section, ...], named: tuple[Ingredient, ...]) -> Resolved:
    """Give every section's ingredient a slug that the page's ingredients hold.

    Where the parts of a page leave one name unknown and one ingredient of the title unspoken for, they are the same.
    Any other unknown name is an ingredient that the title does not name: it is added, with a finding.
    """
    spoken = {section.ingredient.slug: section for section in reversed(sections) if section.ingredient}
    if not spoken:
        return sections, named, []
    known = {ingredient.slug for ingredient in named}
    unknown = [section for slug, section in reversed(spoken.items()) if slug not in known]
    silent = [ingredient for ingredient in named if ingredient.slug not in spoken]
    findings: list[Finding] = []
    renamed: dict[str, str] = {}
    added: list[Ingredient] = []
    for section in unknown:
        if (ingredient := section.ingredient) is None:
            continue
        message = f"the title does not name {ingredient.name}, which a part of the page is about"
        if len(unknown) == 1 and len(silent) == 1:
            renamed[ingredient.slug] = silent[0].slug
            message = f"the title does not name {ingredient.name}, which the page puts in the place of {silent[0].name}"
            silent = []
        else:
            added.append(ingredient)
        findings.append(Finding(FindingCode.INGREDIENT_NOT_IN_TITLE, section.line_start, message, section.heading))
    findings.extend(_without_part(sections, silent))
    return _renamed(sections, renamed), (*named, *added), findings


def _without_part(sections: tuple[Section, ...], silent: list[Ingredient]) -> list[Finding]:
    if not any(section.kind is SectionKind.PREAMBLE and section.ingredient for section in sections):
        return []
    return [
        Finding(
            FindingCode.INGREDIENT_WITHOUT_PART,
            None,
            f"the page has parts for ingredients, but none for {ingredient.name}",
        )
        for ingredient in silent
    ]


def _renamed(sections: tuple[Section, ...], slugs: dict[str, str]) -> tuple[Section, ...]:
    if not slugs:
        return sections
    return tuple(
        section._replace(ingredient=section.ingredient._replace(slug=slugs[section.ingredient.slug]))
        if section.ingredient and section.ingredient.slug in slugs
        else section
        for section in sections
    )
