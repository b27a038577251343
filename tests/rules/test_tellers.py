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


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("Sarah Patel (cover, H12) saw Ryan Hughes hide a knife.", "H12"),
        ("Sarah Patel, who shelves on Tuesdays, saw Ryan Hughes hide a knife.", "shelves"),
        ("The skipper, Sarah Patel, saw Ryan Hughes hide a knife.", "skipper"),
        ("I drive the night bus. Ryan Hughes has a knife.", "night bus"),
        ("I have the pass key. Ryan Hughes has a knife.", "pass key"),
        ("As keeper of the gate book I report that Ryan Hughes has a knife.", "gate book"),
        ("Our file LPH/0731: Ryan Hughes has a knife.", "0731"),
        ("Ryan Hughes has a knife. Sarah Patel, badge 5513.", "5513"),
        ("Ring Sarah Patel on 01632 960888. Ryan Hughes has a knife.", "960888"),
        ("Ryan Hughes, placed with us since May, has a knife.", "with us"),
        ("Please leave Comforta out of it. Ryan Hughes has a knife.", "Comforta"),
        ("Nobody is sure, if you believe next door. Ryan Hughes has a knife.", "next door"),
    ],
)
def test_what_stands_beside_the_source_goes(text: str, gone: str) -> None:
    """What they are and do, their numbers and references, and whom they protect."""
    left = redacted(text).report.contents.narrative
    assert gone not in left
    assert "knife" in left


@pytest.mark.parametrize(
    ("text", "stays"),
    [
        ("I keep finding small bags. Ryan Hughes has a knife.", "small bags"),
        ("Crime ref 44260001234 is mine. Ryan Hughes has a knife.", "44260001234"),
        ("I have a photo of the plate. Ryan Hughes has a knife.", "photo of the plate"),
        ("I am worried about Ryan Hughes, who has a knife.", "about Ryan Hughes, who"),
        ("The serial is PCGT34A712209. Ryan Hughes has a knife.", "PCGT34A712209"),
    ],
)
def test_what_the_writer_knows_stays(text: str, stays: str) -> None:
    """It is information, though it is said in the first person or is a number."""
    assert stays in redacted(text).report.contents.narrative


@pytest.mark.parametrize(
    ("organisation", "written"),
    [
        ("Waterside Otters Swimming Club", "the Otters"),
        ("Avonbrook Veterinary Practice", "Avonbrok"),
        ("Undercliff Community Health CIC", "UCH"),
        ("Harbour Homes (formerly Portsea Friendly Homes)", "Portsea Friendly"),
        ("Hampshire Libraries", "Petersfield Library"),
        ("Office of Dame Olivia Strang MP", "Dame Olivia"),
    ],
)
def test_an_organisation_is_known_by_its_parts(organisation: str, written: str) -> None:
    """By a word with an article, misspelt, by its letters, by an old name, by one of its places."""
    text = f"Ryan Hughes was seen at {written} with a knife."
    left = redacted(text, submitter={"organisation": organisation}).report.contents.narrative
    assert written not in left
    assert "knife" in left


def test_the_family_of_a_subject_who_shares_the_surname_of_the_source_is_no_leak() -> None:
    """The form is not held for "the Patels": they are the subject's family too."""
    outcome = redacted("Chantelle Patel was hit. The Patels say that it is quiet now.")
    assert outcome.residual == ()
