"""Who told goes with the source, whoever it is and however the text names them."""

import pytest

from tests.rules.redaction_factories import redacted

_THIRD = {"how_known": "told_by_third_party", "name": None, "is_submitter": False}


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("Oona rang me on Friday. Ryan Hughes has a knife.", "Oona"),
        ("Bryony on plot 4 noticed a knife. Ryan Hughes had it.", "Bryony"),
        ("My barmaid Lisette heard Ryan Hughes say he has a knife.", "Lisette"),
        ("Our clerk Denzil was here. Ryan Hughes has a knife.", "Denzil"),
        ("Dr Okell has seen Ryan Hughes with a knife.", "Okell"),
        ("Logged on our system by Mrs Tandy: Ryan Hughes has a knife.", "Tandy"),
        ("Ryan Hughes has a knife, according to Zsofia.", "Zsofia"),
        ("His keyworker Lorcan is worried. Ryan Hughes has a knife.", "Lorcan"),
        ("One of the mums, Kirstie, went over. Ryan Hughes has a knife.", "Kirstie"),
    ],
)
def test_whoever_told_loses_the_name(text: str, gone: str) -> None:
    """By a verb of telling or noticing, or by whose they are called."""
    left = redacted(text).report.contents.narrative
    assert gone not in left
    assert "knife" in left


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("The lady at 22 rang the office. Ryan Hughes has a knife.", "lady at 22"),
        ("Her aunt rang yesterday. Aunt has seen Ryan Hughes with a knife.", "unt"),
        ("Our bosun saw Ryan Hughes with a knife.", "bosun"),
        ("I was told by the school nurse that Ryan Hughes has a knife.", "nurse"),
        ("Night porter reports that Ryan Hughes has a knife.", "orter"),
    ],
)
def test_whoever_told_loses_what_they_are(text: str, gone: str) -> None:
    """Also where the text calls them so again."""
    left = redacted(text, source=_THIRD).report.contents.narrative
    assert gone not in left
    assert "knife" in left


@pytest.mark.parametrize(
    ("text", "stays"),
    [
        ("Ryan Hughes hit our contractor, Wayne, with a bat. Wayne rang me.", "Wayne"),
        ("Florin says he will hurt Ryan Hughes.", "Florin"),
        ("His firm, Brading Subsea, reported it. Ryan Hughes left.", "Brading Subsea"),
        ("Ryan Hughes left. Keys logged out at nine.", "Keys"),
        ("The director, Mr Olu Fashola, says he will sack Ryan Hughes.", "Olu Fashola"),
    ],
)
def test_whoever_is_told_of_keeps_the_name(text: str, stays: str) -> None:
    """Whoever was hurt, says what a suspect says, or is no person."""
    assert stays in redacted(text).report.contents.narrative


def test_the_place_at_which_the_source_works_goes() -> None:
    """The text sets somebody of the source there, and names it again."""
    left = redacted("Sarah Patel on Willow heard it. Ryan Hughes was on Willow.")
    assert "Willow" not in left.report.contents.narrative
