"""The mark of a canary: an invented form that goes through the whole stream and reaches nobody.

On a topic that others write too it is a keyed hash of the record's bytes: it cannot be guessed, and
on other bytes it is no mark. Without a valid one a form is a form like any other. On the hub's own
topics the header's presence is the mark: only the hub writes there.
"""

import hmac

from schemas.topics import ASSESSMENTS, INTAKE
from streams.envelope import CANARY_HEADER, Headers, Record
from streams.sealing import Keyring

WRITTEN_BY_OTHERS = frozenset({INTAKE.name, ASSESSMENTS.name})
"""Topics on which a header proves nothing."""


def marked(headers: Headers, value: bytes, keyring: Keyring) -> Headers:
    """Add the mark to the headers of a canary's submission."""
    return {**headers, CANARY_HEADER: keyring.mark(value)}


def checked(record: Record, keyring: Keyring | None) -> Record:
    """Take the mark off a record that has no right to it; without a key none can be seen."""
    mark = record.headers.get(CANARY_HEADER)
    if mark is None or record.topic not in WRITTEN_BY_OTHERS:
        return record
    if keyring and hmac.compare_digest(mark, keyring.mark(record.value or b"")):
        return record
    others = {name: held for name, held in record.headers.items() if name != CANARY_HEADER}
    return record._replace(headers=others)
