"""What is sealed opens only with the same key, on the same topic, for the same form."""

from pathlib import Path

import pytest

from streams.sealing import Keyring, SealingError, load_keyring, make_key_file

SECRET = b"Moira Tanfield told us"
TOPIC, REFERENCE = "cpi.sources", "CPI-202610-0123456789"


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    """A key of this test's own."""
    path = tmp_path / "hub.key"
    assert make_key_file(path)
    return path


@pytest.fixture
def keyring(key_file: Path) -> Keyring:
    """Its keyring."""
    return load_keyring(key_file)


def test_what_is_sealed_opens(keyring: Keyring) -> None:
    """The same bytes come back."""
    assert keyring.open(TOPIC, REFERENCE, keyring.seal(TOPIC, REFERENCE, SECRET)) == SECRET


def test_nothing_of_the_secret_is_in_the_sealed_bytes(keyring: Keyring) -> None:
    """Nor in what Python prints of the keyring."""
    sealed = keyring.seal(TOPIC, REFERENCE, SECRET)
    assert b"Moira" not in sealed.ciphertext + sealed.wrapped_key + sealed.nonce
    assert repr(keyring) == f"Keyring({keyring.key_id})"


def test_a_pseudonym_is_the_same_for_one_key_alone(keyring: Keyring, tmp_path: Path) -> None:
    """Whoever has another key, or none, cannot tell what it stands for."""
    assert make_key_file(tmp_path / "other.key")
    other = load_keyring(tmp_path / "other.key")
    name = keyring.pseudonym("vehicle hx19kld")
    assert name == keyring.pseudonym("vehicle hx19kld")
    assert name not in {other.pseudonym("vehicle hx19kld"), keyring.pseudonym("vehicle hx19kle")}


def test_each_sealing_has_a_key_of_its_own(keyring: Keyring) -> None:
    """Two sealings of one secret share nothing."""
    one, other = (keyring.seal(TOPIC, REFERENCE, SECRET) for _ in range(2))
    assert one.wrapped_key != other.wrapped_key
    assert one.ciphertext != other.ciphertext


@pytest.mark.parametrize(
    ("topic", "reference"),
    [("cpi.dead-letters", REFERENCE), (TOPIC, "CPI-202610-9876543210")],
)
def test_a_moved_value_does_not_open(keyring: Keyring, topic: str, reference: str) -> None:
    """The topic and the form are bound into it."""
    with pytest.raises(SealingError, match="changed or moved"):
        keyring.open(topic, reference, keyring.seal(TOPIC, REFERENCE, SECRET))


def test_another_key_does_not_open_it(keyring: Keyring, tmp_path: Path) -> None:
    """The reason names the two keys by their ids."""
    make_key_file(tmp_path / "other.key")
    other = load_keyring(tmp_path / "other.key")
    with pytest.raises(SealingError, match=keyring.key_id):
        other.open(TOPIC, REFERENCE, keyring.seal(TOPIC, REFERENCE, SECRET))


def test_a_changed_value_does_not_open(keyring: Keyring) -> None:
    """One bit is enough."""
    sealed = keyring.seal(TOPIC, REFERENCE, SECRET)
    flipped = bytes([sealed.ciphertext[0] ^ 1]) + sealed.ciphertext[1:]
    with pytest.raises(SealingError, match="changed or moved"):
        keyring.open(TOPIC, REFERENCE, sealed.model_copy(update={"ciphertext": flipped}))


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o660, 0o400])
def test_a_key_that_others_could_read_is_refused(key_file: Path, mode: int) -> None:
    """Only 0600 will do, and the reason says so."""
    key_file.chmod(mode)
    with pytest.raises(SealingError, match="0600"):
        load_keyring(key_file)


def test_a_key_is_made_for_its_owner_alone_and_never_made_anew(key_file: Path) -> None:
    """A second call keeps the first key: another would open nothing that was sealed."""
    before = key_file.read_bytes()
    assert key_file.stat().st_mode & 0o777 == 0o600
    assert not make_key_file(key_file)
    assert key_file.read_bytes() == before


@pytest.mark.parametrize("text", ["", "not base 64 !", "c2hvcnQ="])
def test_something_that_is_no_key_is_refused(key_file: Path, text: str) -> None:
    """The reason does not show what the file holds."""
    key_file.write_text(text)
    with pytest.raises(SealingError, match="is not base 64 of 32 bytes"):
        load_keyring(key_file)


def test_a_missing_key_says_what_to_do(tmp_path: Path) -> None:
    """The one line names the setting."""
    with pytest.raises(SealingError, match="CPI_KEY_FILE"):
        load_keyring(tmp_path / "none.key")
