"""What a text speaks of is found once, when the log is made."""

from rules.dissemination import with_about
from rules.publish import routes
from tests.rules.factories import contents, log, vocabulary

RULES = vocabulary().dissemination


def test_what_the_log_says_it_is_about_is_not_searched_for_again() -> None:
    """Enrichment has searched the text; a log of version 1 says nothing, and is searched."""
    made = log(contents("The girl has a new phone and is picked up by older men."))
    told = with_about(made, RULES)
    assert routes(told, RULES) == routes(made, RULES)
    assert "topic/child_concern" in (told.about or ())
    silent = made.model_copy(update={"about": ()})
    assert routes(silent, RULES) != routes(made, RULES)
