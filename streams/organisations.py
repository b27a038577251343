"""The organisation of a row of the collation: the one place that seals and opens its name."""

from schemas.collation import CollationRow
from schemas.reference import form_key
from schemas.sanitised import Sealed
from schemas.topics import ROWS
from streams.sealing import Keyring


def sealed_organisation(keyring: Keyring, reference: str, name: str) -> Sealed:
    """Seal a name for the row of a form, under whichever month the form is referred to."""
    return keyring.seal(ROWS.name, form_key(reference), name.encode())


def organisation_of(keyring: Keyring, row: CollationRow) -> str | None:
    """Open the name of the organisation of a row; null where the form was erased, or not read yet.

    Raises:
        SealingError: another key sealed it.
    """
    if row.form is None or row.form.sealed is None:
        return None
    return keyring.open(ROWS.name, form_key(row.reference), row.form.sealed).decode()
