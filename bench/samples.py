"""Forms of the bench as records, with what must come of each."""

from collections.abc import Sequence

from bench.kafka import Given
from schemas.catalogue import CPI_FORM
from schemas.codec import encode
from schemas.form import CpiForm
from schemas.topics import CONTROL_ROOM, CRIME, INTELLIGENCE, MASH, SECTOR
from streams import clock
from streams.envelope import Context, headers

DESTINATIONS = (MASH.name, SECTOR.name, CONTROL_ROOM.name, CRIME.name)
EACH_ONCE = INTELLIGENCE.name
"""The last topic on which every form of the bench has one record."""


def record_of(form: CpiForm) -> Given:
    """Make the record that a partner would send."""
    key = str(form.submission_id)
    made = headers(CPI_FORM, form, key, Context(), clock.now())
    return key.encode(), encode(CPI_FORM, form), list(made.items())


def records_of(forms: Sequence[CpiForm]) -> list[Given]:
    """Make the records of several."""
    return [record_of(form) for form in forms]
