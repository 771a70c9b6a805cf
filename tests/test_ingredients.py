"""Ingredients join across pages however they are spelled."""

from difflib import SequenceMatcher

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.monograph.ingredients import lost_numbers, slug_of, split_title, truncated_name
from pipeline.monograph.names import Names, ratio_at_most
from pipeline.monograph.other_names import OTHER_NAMES, WHOLE_NAMES


@pytest.mark.parametrize(
    "spellings",
    [
        ("Zinc Sulphate", "zinc sulfate", "ZINC-SULFATE", "Zinc sulphate (anhydrous)", " Zinc  Sulphate "),
        ("Povidone Iodine", "Povidone-Iodine"),
        ("Interferon α", "Interferon Alpha", "interferon-α"),
        ("Omega-3", "Omega‑3", "Omega–3"),
        ("β-Carotene", "Beta-Carotene"),
        ("Acetaminophen [paracetamol]", "acetaminophen", "Paracetamol", "Paracetamol/Acetaminophen"),
        ("Acyclovir Sodium (Topical)", "aciclovir sodium"),
        ("Levo-Carnitine", "L-Carnitine", "Levocarnitine"),
        ("Hydroxypropyl Methylcellulose", "Hypromellose"),
        ("St. John’s Wort", "St John's Wort"),
        ("ThiamineVitamin B", "Thiamine"),
        ("Eicosapentaenoic acidEPA", "Eicosapentaenoic Acid (EPA)"),
        ("Rabies Immunoglobulin (Human) (HR Ig)", "Rabies Immune Globulin Human"),
        ("Antivenom F(ab')2 (Ovine)", "antivenom Fab2 ovine"),
        ("Aluminum Hydroxide", "Aluminium hydroxide"),
        ("Zinc Sulfate Monohydrate", "Zinc Sulphate (Heptahydrate)", "Zinc Sulphate"),
        ("Insulin Isophane/NPH", "Isophane Insulin"),
        ("L-Arginine", "Arginine"),
        ("L-Ornithine L-Aspartate", "Ornithine Aspartate"),
        ("Progesterone Micronised", "Micronized Progesterone", "Progesterone"),
        ("D-Panthenol ml", "Dexpanthenol"),
        ("Sodium Hyaluronate", "Hyaluronate Sodium"),
        ("Disodium Edetate", "Edetate Disodium (Topical)"),
        ("Pyrantel Pamoate", "Pyrantel Embonate"),
        ("Interferon Alpha-2b", "Interferon alfa-2b"),
        ("Leucovorin Calcium", "Calcium Folinate", "Folinic Acid Calcium"),
        ("Activated Dimethicone", "Simethicone"),
        ("Alcohol", "Ethanol", "Ethyl Alcohol"),
        ("Lacto-Bacillus Sporogenes", "Bacillus Coagulans"),
        ("D,L-Methionine", "DL-Methionine", "Racemethionine"),
        ("Rho(D) Immune Globulin", "Anti-Rh D Immunoglobulin", "Anti-D Immunoglobulin"),
    ],
)
def test_spellings_of_one_ingredient_share_a_slug(spellings: tuple[str, ...]) -> None:
    """Case, punctuation, brackets, national names and brackets that were lost do not split an ingredient."""
    assert len({slug_of(spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize(
    "pair",
    [
        ("Vitamin B", "Vitamin C"),
        ("Estradiol", "Estriol"),
        ("Interferon α", "Interferon β"),
        ("Zinc Oxide", "Zinc"),
        ("Ceftolozane/Tazobactam", "Tazobactam"),
        ("Typhoid Vaccine (Live)", "Typhoid Vaccine (Inactivated)"),
        ("Hyaluronidase (Bovine)", "Hyaluronidase (Ovine)"),
        ("MultiVitamin B", "Multi"),
        ("L-Methylfolate", "Methylfolate"),
        ("Cetyl Alcohol", "Cetyl Ethanol"),
        ("D,L-Phenylalanine", "D-Phenylalanine"),
        ("Alitretinoin", "9-cis-Tretinoin"),
        ("White Turmeric", "White Curcuma Longa"),
        ("Alpha-Beta Arteether", "Artemotil"),
        ("Calcium Folinate", "Folinic Acid"),
        ("Activated Dimethicone", "Dimethicone"),
    ],
)
def test_different_ingredients_keep_different_slugs(pair: tuple[str, str]) -> None:
    """What differs in a letter, a salt, a species or the kind of a vaccine stays apart."""
    assert slug_of(pair[0]) != slug_of(pair[1])


@given(st.text(min_size=1, max_size=40))
def test_a_slug_is_a_slug(name: str) -> None:
    """Lower-case letters, digits and single hyphens; stable when taken again."""
    slug = slug_of(name)
    assert slug == "" or all(part.isalnum() and part.isascii() for part in slug.split("-"))
    assert slug_of(slug) == slug


def test_no_name_of_a_substance_leads_to_two() -> None:
    """A name that counts is no other name of anything, nor is one of them listed twice."""
    pairs = [(other, name) for name, others in OTHER_NAMES.items() for other in others.split()]
    pairs += WHOLE_NAMES.items()
    others = [other for other, _ in pairs]
    assert len(others) == len(set(others))
    assert not set(others) & {*OTHER_NAMES, *WHOLE_NAMES.values()}
    assert all(slug_of(other) == slug_of(name) == name for other, name in pairs)


NAMES = sorted({*OTHER_NAMES, *(other for others in OTHER_NAMES.values() for other in others.split())})


@settings(max_examples=1000)
@given(st.lists(st.sampled_from([*NAMES, "sodium", "human", "acid", "l", "d"]), min_size=1, max_size=3))
def test_names_side_by_side_are_stable(names: list[str]) -> None:
    """Whatever comes of the words of several names is a slug that stays as it is."""
    slug = slug_of("-".join(names))
    assert slug_of(slug) == slug


def test_the_table_of_names_is_in_order() -> None:
    """So that whoever adds a name finds its place."""
    assert list(OTHER_NAMES) == sorted(OTHER_NAMES)


@pytest.mark.parametrize("route", ["Topical", "Oral", "Intravenous"])
def test_a_route_is_no_part_of_a_substance(route: str) -> None:
    """Not even of a vaccine, whose other brackets tell it from its like."""
    assert slug_of(f"Cholera Vaccine ({route})") == "cholera-vaccine"
    assert slug_of(f"Zinc ({route})") == "zinc"


def test_a_title_is_split_at_plus_outside_brackets() -> None:
    """`+` in brackets belongs to a name."""
    title = "Meningococcal Vaccine (Group A + C) + Diphtheria Toxoid"
    assert [ingredient.name for ingredient in split_title(title)] == [
        "Meningococcal Vaccine (Group A + C)",
        "Diphtheria Toxoid",
    ]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Omega-", "Omega-"),
        ("Metformin + Voglibose .", "Voglibose ."),
        ("Pyridoxal- + Zinc", "Pyridoxal-"),
        ("Zinc + Clobetasol - + Omega-", "Clobetasol -"),
    ],
)
def test_a_title_that_stops_short_is_known(title: str, name: str) -> None:
    """A hyphen or a lone stop at the end of a name; the first such name is told."""
    assert truncated_name(title) == name


@pytest.mark.parametrize("title", ["Zinc", "Vitamin B12", "Interferon Beta-1a", "Urea (Topical)"])
def test_a_whole_title_is_not_called_truncated(title: str) -> None:
    """Sound titles give no finding."""
    assert truncated_name(title) is None


def test_a_name_is_found_whatever_words_it_holds() -> None:
    """Words that names hardly hold are no matter in the title's own."""
    names = Names(split_title("Zinc + Oral Rehydration Therapy"))
    found = names.find("Oral Rehydration Therapy")
    assert found is not None
    assert found.slug == "oral-rehydration-therapy"
    assert names.find("Zinc Therapy") is None


@pytest.mark.parametrize("text", ["environmental exposure", "Vitamin abuse", "Vitamin deficiency", "Multivitamin D"])
def test_no_ingredient_is_mentioned_by_a_part_of_a_word(text: str) -> None:
    """A name begins where a word does; one that ends in a letter ends where a word does."""
    names = Names(split_title("Iron + Vitamin A + Vitamin D"))
    assert names.mentioned(text) == []
    assert [found.name for found in names.mentioned("Irons and vitamin-D drops")] == ["Iron", "Vitamin D"]


def test_a_page_knows_its_ingredients_under_other_names() -> None:
    """With a salt or number more or less, in another spelling, or by a name in brackets."""
    names = Names(split_title("Coenzyme Q + Cefuroxime + Magnesium Sulphate + Acetaminophen [paracetamol]"))
    for text, slug in {
        "Coenzyme Q10 (CoQ10)": "coenzyme-q",
        "Cefuroxime Axetil": "cefuroxime",
        "Magnesium Sulfate": "magnesium-sulfate",
        "Paracetamol": "paracetamol",
        "Cefuroxim": "cefuroxime",
    }.items():
        found = names.find(text)
        assert found is not None
        assert found.slug == slug
    for text in ("Cefuroxime and Magnesium Sulphate", "Cefuroxime side effects", "Zinc", "Vitamins"):
        assert names.find(text) is None


@given(st.text("abcde", min_size=1), st.text("abcde", min_size=1))
def test_names_of_other_letters_are_never_alike(one: str, other: str) -> None:
    """What is asked before names are matched rules out none that match."""
    assert ratio_at_most(one, other) >= SequenceMatcher(None, one, other).ratio()


@pytest.mark.parametrize(
    ("title", "stated", "whole"),
    [
        ("Coenzyme Q + Zinc", "Coenzyme Q10 + Zinc 50 mg", ["Coenzyme Q10"]),
        ("Virus Type + Vitamin B", "Virus Type 2 + Vitamin B-6", ["Virus Type 2", "Vitamin B-6"]),
        ("Vitamin B12 + Zinc", "Vitamin B12 + Zinc", []),
        ("Zinc", "Zinc 50 mg", []),
        ("Vitamin C", "Vitamin C", []),
    ],
)
def test_numbers_that_a_title_lost_are_found(title: str, stated: str, whole: list[str]) -> None:
    """A number that belongs to a name; a dose does not."""
    assert [found for _, found in lost_numbers(split_title(title), stated)] == whole
