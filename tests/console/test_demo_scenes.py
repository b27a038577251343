"""Where workers run already, the demonstration plays nothing that waits for their times."""

from datetime import timedelta

import pytest

from console.cli.demo import _scenes
from schemas.stages import App
from streams.settings import Settings

LONG, SHORT = Settings(), Settings(breach_after=timedelta(seconds=15))
LEFT_ALONE = "nobody assesses it"


@pytest.mark.parametrize(
    ("settings", "elsewhere", "played"),
    [
        (LONG, set[App](), True),
        (LONG, {App.INDEX, App.COLLATE}, True),
        (LONG, {App.ROUTE}, False),
        (SHORT, set(App), True),
    ],
)
def test_the_form_that_nobody_assesses_needs_short_times(
    settings: Settings,
    elsewhere: set[App],
    capsys: pytest.CaptureFixture[str],
    *,
    played: bool,
) -> None:
    """With workers of its own they are short; what is left out is said."""
    titles = {part.scene.title for part in _scenes(settings, elsewhere)}
    assert (LEFT_ALONE in titles) is played
    assert (LEFT_ALONE in capsys.readouterr().err) is not played
    assert len(titles) >= 14
