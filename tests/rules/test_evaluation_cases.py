"""Files of labelled forms: what is read, what is refused, and how strings are found in a text."""

import pytest

from rules.evaluation_cases import CaseError, parse_cases, plain, stands_in

CASE = """
[[case]]
id = "t-01"
writer = "school, short"
tests = "nothing hard"
[case.form]
submission_id = "0b7e6d0e-6c1e-4a0e-9a53-3f4d2f0c9a11"
submitted_at = 2026-10-05T14:03:00+01:00
[case.form.submitter]
name = "Morag Tennant"
organisation = "Larkrise Academy"
agency_type = "education"
email = "m.tennant@larkrise.example"
[case.form.source]
how_known = "saw_or_heard"
[case.form.information]
theme = "other"
narrative = "Morag saw a blue van, HX19 KLD."
[case.expected]
priority = "NORMAL"
why = "one van"
destinations = ["sector"]
gone = ["Morag"]
stay = ["blue van"]
entities = [{type = "vehicle", canonical = "HX19KLD"}]
"""


def test_a_file_gives_its_cases_with_their_part() -> None:
    """In order; what is named end… is held back."""
    other = CASE.replace("t-01", "t-02").replace("9a11", "9a12")
    look, end = parse_cases([("look-t.toml", CASE), ("end-t.toml", other)])
    assert (look.case.id, look.held_back) == ("t-01", False)
    assert (end.case.id, end.held_back) == ("t-02", True)
    assert look.case.expected.district is None
    assert look.case.form.submitted_at.isoformat() == "2026-10-05T14:03:00+01:00"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"NORMAL"', '"URGENT"', "t-01: expected.priority should be one of NORMAL"),
        ('theme = "other"', "", "t-01: form.information.theme is missing"),
        ("+01:00", "", "t-01: form.submitted_at should carry its time zone"),
        ('why = "one van"', 'reason = "one van"', "t-01: expected.why is missing"),
        ('"vehicle"', '"ship"', "t-01: expected.entities.0.type should be one of vehicle"),
        ('tests = "nothing hard"', 'note = ""', "t-01: tests is missing"),
        ('id = "t-01"', "id = 1", "case 1: id should be text"),
        ('id = "t-01"', "", "case 1: id is missing"),
        ('gone = ["Morag"]', 'gone = ["Mora"]', "t-01: expected.gone.0 is not in the narrative"),
        ('["blue van"]', '["blue", "red"]', "t-01: expected.stay.1 is not in the narrative"),
        ("[[case]]", "x = 1\n[[case]]", "look-t.toml, x is an unknown field"),
        ("[[case]]", "[case]", "look-t.toml, case should be a list"),
        ("[case.expected]", "[case.expected", "look-t.toml is no TOML: "),
        ("id = ", f"id = {'9' * 5000} #", "look-t.toml is no TOML: a number too long"),
        ("id = ", f"id = {'[' * 5000} #", "look-t.toml is no TOML: a number too long, or nested"),
        (CASE, "", "look-t.toml holds no [[case]]"),
        (CASE, "case = [1]", "look-t.toml, case 1: should be an object"),
    ],
)
def test_a_wrong_file_is_refused_naming_file_case_and_field(old: str, new: str, told: str) -> None:
    """One line, which quotes nothing of a form."""
    assert old in CASE
    with pytest.raises(CaseError) as refused:
        parse_cases([("look-t.toml", CASE.replace(old, new))])
    assert told in str(refused.value)
    assert str(refused.value).startswith("look-t.toml")
    assert "\n" not in str(refused.value)
    assert "Morag" not in str(refused.value)


@pytest.mark.parametrize(
    ("changed", "field"), [(("t-01", "t-02"), "form.submission_id"), (("9a11", "9a12"), "id")]
)
def test_what_is_there_twice_is_refused(changed: tuple[str, str], field: str) -> None:
    """A case's id and a form's id name one case, in whatever file."""
    with pytest.raises(CaseError, match=rf"^b\.toml, case t-0\d: {field} is there twice$"):
        parse_cases([("a.toml", CASE), ("b.toml", CASE.replace(*changed))])


@pytest.mark.parametrize(
    ("text", "phrase", "there"),
    [
        ("Seen by PRIYA today", "Priya", True),
        ("Priya's mother", "Priya", True),
        ("see Priya_Nair.jpg", "Nair", True),
        ("Priyanka came", "Priya", False),
        ("the undermill", "mill", False),
        ("Mill\n  Lane", "mill lane", True),
        ("Mill\u00a0Lane", "Mill Lane", True),
        ("O\u2019Brien\u2014son", "o'brien-son", True),
        ("O\u00b4Brien", "O'Brien", True),
        ("after 9pm (ish)", "9pm (ish)", True),
        ("paid £60.", "£60", True),
        ("paid £600", "£60", False),
        ("paid 1£60", "£60", True),
    ],
)
def test_a_phrase_stands_in_a_text_as_words_of_its_own(
    text: str, phrase: str, *, there: bool
) -> None:
    """Case, white space and kinds of dashes and apostrophes do not matter; word borders do."""
    assert stands_in(text, phrase) is there


def test_plain_texts_are_compared_without_case_and_spaces() -> None:
    """What is as written in the text may differ in these alone."""
    assert plain(" Jordan \n PIKE ") == "jordan pike"
    assert plain("Pike-Reed") != plain("Pike Reed")
