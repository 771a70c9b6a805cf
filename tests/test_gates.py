"""Gates let a release out at the limit and keep it in past the limit, and say everything that is wrong at once."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import GateClosed, WrongUse
from pipeline.stages.gates import CONTENT_TABLES, Limits, Measured, check_gates, parse_share

SHARES = st.integers(0, 100).map(lambda percent: percent / 100)


@given(whole=st.integers(1, 500), percent=st.integers(0, 100))
def test_the_limit_itself_is_still_open(whole: int, percent: int) -> None:
    """With whole hundreds no rounding may close a gate at its limit, and one file more closes it."""
    inputs = whole * 100
    check_gates(Limits(quarantined=percent / 100), Measured(inputs, whole * percent, 0, {}))
    if percent < 100:
        with pytest.raises(GateClosed):
            check_gates(Limits(quarantined=percent / 100), Measured(inputs, whole * percent + 1, 0, {}))


@given(inputs=st.integers(0, 50), rows=st.dictionaries(st.sampled_from(CONTENT_TABLES), st.integers(0, 9)))
def test_without_limits_everything_passes(inputs: int, rows: dict[str, int]) -> None:
    check_gates(Limits(), Measured(inputs, inputs, 0, {}, rows))


def test_no_input_at_all_passes_no_gate_by_dividing_by_zero() -> None:
    check_gates(Limits(0, 0, 0), Measured(0, 0, 0, {}, {"drugs": 0}))


def test_every_closed_gate_is_named_with_its_first_cases() -> None:
    measured = Measured(
        inputs=40,
        quarantined=10,
        no_content=15,
        rows={"drugs": 30, "faqs": 100, "findings": 0},
        rows_before={"drugs": 60, "faqs": 100, "findings": 9},
        first_quarantined=("a.md (not_utf8)", "b.md (empty)", "c.md (empty)", "d.md (empty)"),
        first_no_content=("zinc",),
    )
    with pytest.raises(GateClosed) as closed:
        check_gates(Limits(0.1, 0.2, 0.3), measured)
    assert str(closed.value) == (
        "nothing is published: 10 of 40 (25.0%) input files are quarantined, the limit is 10.0% "
        "(first: a.md (not_utf8), b.md (empty), c.md (empty)); "
        "15 of 30 (50.0%) pages have no content, the limit is 20.0% (first: zinc); "
        "table drugs is shorter by 30 of 60 (50.0%) rows than in the latest release, the limit is 30.0%"
    )


def test_a_table_that_is_gone_is_shorter_by_all_its_rows() -> None:
    with pytest.raises(GateClosed, match=r"table bullets is shorter by 7 of 7 \(100.0%\) rows"):
        check_gates(Limits(lost_rows=0.5), Measured(1, 0, 0, {}, {"bullets": 7}))


@given(SHARES)
def test_a_share_can_be_written_both_ways(share: float) -> None:
    assert parse_share(f"{share:.2f}") == pytest.approx(share)
    assert parse_share(f"{share * 100:.0f}%") == pytest.approx(share)


@pytest.mark.parametrize("text", ["", "%", "five", "5 percent", "1.5", "101%", "-1%", "nan", "inf"])
def test_what_is_no_share_is_refused(text: str) -> None:
    with pytest.raises(WrongUse, match="is no share"):
        parse_share(text)


@pytest.mark.parametrize("limit", [-0.1, 1.1, float("nan")])
def test_limits_are_shares(limit: float) -> None:
    with pytest.raises(WrongUse, match="lost_rows"):
        Limits(lost_rows=limit)


def test_a_closed_gate_travels_between_processes() -> None:
    error = pickle.loads(pickle.dumps(GateClosed("a sentence")))
    assert (type(error), str(error)) == (GateClosed, "a sentence")
