"""The figures of labelled forms, each proved with a case made by hand."""

from typing import Any

import pytest

from rules.evaluation import Evaluation, Redaction, Score, Timing, evaluate, share
from rules.evaluation_cases import Case, Expected
from rules.evaluation_faults import Fault, Kind, faults_of
from rules.evaluation_judging import Judged, Outcome, judge
from schemas.enums import Destination, EntityType, Priority
from tests.rules.factories import form

NARRATIVE = "Priya Nair saw Jordan Pike, JP, in a grey Audi, HX19 KLD, after 9pm."


def case(name: str = "t-01", narrative: str = NARRATIVE, **expected: Any) -> Case:  # noqa: ANN401 - any label
    """Label a form: NORMAL, to the sector, nothing to find, but for ``expected``."""
    usual = {
        "priority": "NORMAL",
        "why": "one car",
        "destinations": ["sector"],
        "gone": [],
        "stay": [],
        "entities": [],
    }
    labels = Expected.model_validate(usual | expected)
    return Case(id=name, writer="a", tests="b", form=form(narrative), expected=labels)


def made(**changes: Any) -> Outcome:  # noqa: ANN401 - any part of what `try` says
    """What the rules made of a form: just as it is labelled, but for ``changes``."""
    usual: dict[str, Any] = {
        "rejected": None,
        "proposal": {"priority": "NORMAL", "because": []},
        "destinations": ["sector"],
        "district": None,
        "sanitised": "",
        "entities": [],
    }
    return Outcome.model_validate(usual | changes)


def proposed(expected: str, got: str, name: str = "t-01") -> Judged:
    """Judge a case by its priority alone."""
    outcome = made(proposal={"priority": got})
    return judge(case(name, priority=expected), outcome)


def entity(kind: str, canonical: str, *aliases: str) -> dict[str, object]:
    """One entity, as a label or as found."""
    return {"type": kind, "canonical": canonical, "aliases": list(aliases)}


def found(labels: list[dict[str, object]], got: list[dict[str, object]]) -> Evaluation:
    """Measure one form by its entities alone."""
    return evaluate([judge(case(entities=labels), made(entities=got))])


def test_a_share_of_nothing_is_null() -> None:
    """No figure is made up where there is nothing to count."""
    assert share(0, 0) is None
    assert share(0, 4) == 0
    assert share(3, 4) == 0.75
    nothing = Score()
    assert (nothing.precision, nothing.recall, nothing.f1) == (None, None, None)
    missed = Score(missed=2)
    assert (missed.precision, missed.recall, missed.f1) == (None, 0, 0)
    extra = Score(extra=2)
    assert (extra.precision, extra.recall, extra.f1) == (0, None, 0)


def test_the_shares_of_a_score() -> None:
    """Two of three are right, two of four are found."""
    score = Score(right=2, extra=1, missed=2)
    assert score.expected == 4
    assert score.precision == pytest.approx(2 / 3)
    assert score.recall == 0.5
    assert score.f1 == pytest.approx(4 / 7)


def test_no_case_has_no_figure() -> None:
    """An empty set is measured, too."""
    nothing = evaluate([])
    assert (nothing.held, nothing.refused) == (0, 0)
    assert (nothing.exact_destinations, nothing.districts) == (None, None)
    assert (nothing.redaction.without_leak, nothing.redaction.kept) == (None, None)
    assert set(nothing.priorities.values()) == {Score()}
    assert nothing.fixed_format == nothing.aliases == Score()
    assert nothing.time == Timing(None, None, None, 0)


def test_priorities_are_counted_for_each_class() -> None:
    """Two HIGH of which one is found, one NORMAL taken for HIGH; HIGH comes first."""
    result = evaluate(
        [proposed("HIGH", "HIGH"), proposed("HIGH", "NORMAL"), proposed("NORMAL", "HIGH")]
    )
    assert next(iter(result.priorities)) is Priority.HIGH
    assert result.priorities[Priority.HIGH] == Score(right=1, extra=1, missed=1)
    assert result.priorities[Priority.NORMAL] == Score(right=0, extra=1, missed=1)
    assert result.priorities[Priority.CRIME] == Score()
    assert result.confusion == {
        (Priority.HIGH, Priority.HIGH): 1,
        (Priority.HIGH, Priority.NORMAL): 1,
        (Priority.NORMAL, Priority.HIGH): 1,
    }


def test_a_refused_form_is_wrong_in_all() -> None:
    """It has no proposal; its district is not right for being null; nothing of it leaks."""
    refused = Outcome(rejected="the rules failed: KeyError")
    labels = case(gone=["Priya"], stay=["grey Audi"], destinations=[])
    result = evaluate([judge(labels, refused)])
    assert result.refused == 1
    assert result.priorities[Priority.NORMAL] == Score(missed=1)
    assert result.confusion == {(Priority.NORMAL, None): 1}
    assert (result.exact_destinations, result.districts) == (0, 0)
    assert result.redaction == Redaction(cases=1, clean=1, gone=1, leaks=0, stay=1, losses=1)
    assert faults_of(result.cases, set()) == (
        Fault("t-01", Kind.REFUSED, 1, ("the rules failed: KeyError",)),
    )


def test_a_held_form_leaks_nothing_and_keeps_nothing() -> None:
    """No text of it leaves."""
    held = made(sanitised=None, destinations=[], held=["source_name in contents.narrative"])
    result = evaluate([judge(case(gone=["Priya"], stay=["grey Audi"]), held)])
    assert result.held == 1
    assert (result.redaction.leaks, result.redaction.losses) == (0, 1)


def test_destinations_are_right_as_a_set_and_one_by_one() -> None:
    """The order does not matter; one too many or too few is not the right set."""
    right = judge(case(destinations=["mash", "sector"]), made(destinations=["sector", "mash"]))
    more = judge(case(), made(destinations=["sector", "mash"]))
    fewer = judge(case(destinations=["mash", "sector"]), made())
    result = evaluate([right, more, fewer, judge(case(destinations=[]), made(destinations=[]))])
    assert result.exact_destinations == 0.5
    assert result.destinations[Destination.MASH] == Score(right=1, extra=1, missed=1)
    assert result.destinations[Destination.SECTOR] == Score(right=3)
    assert result.destinations[Destination.CONTROL_ROOM].recall is None


def test_no_district_is_a_district_to_get_right() -> None:
    """One right, one rightly none, one missed, one made up."""
    labels = ["havant", None, "havant", None]
    got = ["havant", None, None, "gosport"]
    pairs = zip(labels, got, strict=True)
    result = evaluate(judge(case(district=one), made(district=two)) for one, two in pairs)
    assert result.districts == 0.5


def test_leaks_and_losses_are_counted_in_the_sanitised_text() -> None:
    """One string of two leaks in one form of two; one of three is lost."""
    labels = case(gone=["Priya Nair", "JP"], stay=["grey Audi", "after 9pm"])
    leaking = judge(labels, made(sanitised="PRIYA\u00a0NAIR\u2019s friend: a grey Audi."))
    clean = judge(case(gone=["Priya"], stay=["grey Audi"]), made(sanitised="A grey Audi; Priyanka"))
    assert leaking.leaks == ("Priya Nair",)
    assert leaking.losses == ("after 9pm",)
    part = evaluate([leaking, clean]).redaction
    assert part == Redaction(cases=2, clean=1, gone=3, leaks=1, stay=3, losses=1)
    assert part.without_leak == 0.5
    assert part.kept == pytest.approx(2 / 3)


def test_entities_are_compared_by_type_and_canonical_form() -> None:
    """Each once in a form, however often it is found."""
    got = [entity("vehicle", "HX19KLD"), entity("vehicle", "HX19KLD"), entity("phone", "HX19KLE")]
    result = found([entity("vehicle", "HX19KLD"), entity("vehicle", "HX19KLE")], got)
    assert result.entities[EntityType.VEHICLE] == Score(right=1, missed=1)
    assert result.entities[EntityType.PHONE] == Score(extra=1)
    assert result.fixed_format == Score(right=1, extra=1, missed=1)
    assert result.entities[EntityType.EMAIL].f1 is None


@pytest.mark.parametrize("kind", ["person", "organisation", "address"])
def test_what_is_as_written_may_differ_in_case_and_spaces(kind: str) -> None:
    """And counts for no fixed format."""
    result = found([entity(kind, "Mill  Lane O\u2019Dell")], [entity(kind, "MILL LANE O'Dell")])
    assert result.entities[EntityType(kind)] == Score(right=1)
    assert result.fixed_format == Score()


def test_what_has_a_fixed_format_must_be_in_it() -> None:
    """A registration in small letters is not canonical."""
    result = found([entity("vehicle", "HX19KLD")], [entity("vehicle", "hx19kld")])
    assert result.fixed_format == Score(extra=1, missed=1)


def test_aliases_count_apart_from_their_person() -> None:
    """A person is found without them; those of a person who was missed are missed."""
    labels = [entity("person", "Jordan Pike", "JP", "Spike"), entity("person", "Lee Cole", "Cols")]
    got = [entity("person", "Jordan Pike", "jp"), entity("person", "Jordan Pike", "Pikey")]
    result = found(labels, got)
    assert result.entities[EntityType.PERSON] == Score(right=1, missed=1)
    assert (result.aliases.right, result.aliases.expected) == (1, 3)


def test_times_are_told_by_median_and_nine_in_ten() -> None:
    """Ten forms of 1 to 10 ms, of which two have the usual length; one that was not timed."""
    lengths = {3: 150, 8: 250, 9: 149, 10: 251}
    timed = [
        judge(case(narrative="word " * lengths.get(n, 1)), made(), float(n))
        for n in range(10, 0, -1)
    ]
    time = evaluate([*timed, judge(case(), made())]).time
    assert time == Timing(median=5.5, ninety=9.0, usual=5.5, usual_forms=2)
    one = evaluate([judge(case(), made(), 2.0)]).time
    assert one == Timing(median=2.0, ninety=2.0, usual=None, usual_forms=0)


def test_faults_come_by_kind_with_a_missed_high_first() -> None:
    """A priority before a leak before an entity; HIGH, then CRIME, then the others."""
    leaking = judge(case("t-00", gone=["Priya"]), made(sanitised="Priya"))
    missed = judge(case("t-03", entities=[entity("person", "Jordan Pike")]), made())
    cases = [
        leaking,
        missed,
        proposed("NORMAL", "CRIME", "t-01"),
        proposed("CRIME", "HIGH", "t-04"),
        proposed("HIGH", "NORMAL", "t-02"),
    ]
    told = [(each.id, each.kind) for each in faults_of(cases, set())]
    assert told == [
        ("t-02", Kind.PRIORITY),
        ("t-04", Kind.PRIORITY),
        ("t-01", Kind.PRIORITY),
        ("t-00", Kind.LEAK),
        ("t-03", Kind.ENTITY_MISSED),
    ]


def test_of_a_case_held_back_no_text_is_told() -> None:
    """Its classes, counts and types are; of another all is, with the reason of its label."""
    labels = case(gone=["Priya"], stay=["Audi"], entities=[entity("person", "JP")], priority="HIGH")
    judged = [judge(labels, made(sanitised="Priya"))]
    shown, hidden = faults_of(judged, set()), faults_of(judged, {"t-01"})
    assert [(each.kind, each.count) for each in shown] == [(one.kind, one.count) for one in hidden]
    assert [each.detail for each in shown[1:]] == [("Priya",), ("Audi",), ("person JP",)]
    assert [each.detail for each in hidden[1:]] == [(), (), ("person",)]
    assert shown[0].detail == hidden[0].detail == ("expected HIGH, got NORMAL",)
    assert (shown[0].why, hidden[0].why) == ("one car", None)
