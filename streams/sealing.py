"""Seals personal data: AES-256-GCM under a data key of its own, wrapped by the hub's key."""

import base64
import hashlib
import hmac
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import (
    InvalidUnwrap,
    aes_key_unwrap,
    aes_key_wrap,
)

from schemas.sanitised import Sealed
from streams.errors import HubError

_KEY_BYTES = 32
_NONCE_BYTES = 12


class SealingError(HubError):
    """A key that cannot be used or a value that does not open; the text is one line."""


@dataclass(frozen=True)
class Keyring:
    """The hub's wrapping key. Never printed."""

    key_id: str
    _key: bytes

    def __repr__(self) -> str:
        """Name the key, never show it."""
        return f"Keyring({self.key_id})"

    def seal(self, topic: str, reference: str, secret: bytes) -> Sealed:
        """Seal ``secret`` so that it opens only as ``reference`` on ``topic``."""
        data_key, nonce = AESGCM.generate_key(bit_length=256), os.urandom(_NONCE_BYTES)
        ciphertext = AESGCM(data_key).encrypt(nonce, secret, _associated(topic, reference))
        wrapped = aes_key_wrap(self._key, data_key)
        return Sealed(key_id=self.key_id, wrapped_key=wrapped, nonce=nonce, ciphertext=ciphertext)

    def pseudonym(self, text: str) -> str:
        """Name a text: the same one always alike, and nobody without the key can tell which."""
        own = hashlib.sha256(b"cpi-hub pseudonyms" + self._key).digest()
        return hmac.new(own, text.encode(), hashlib.sha256).hexdigest()[:32]

    def mark(self, data: bytes) -> bytes:
        """Vouch for bytes, in hex: nobody without the key can make it, or put it on other bytes."""
        own = hashlib.sha256(b"cpi-hub canaries" + self._key).digest()
        return hmac.new(own, data, hashlib.sha256).hexdigest().encode()

    def open(self, topic: str, reference: str, sealed: Sealed) -> bytes:
        """Open what was sealed for ``reference`` on ``topic``.

        Raises:
            SealingError: another key sealed it, or it was changed or moved.
        """
        if sealed.key_id != self.key_id:
            message = f"sealed with key {sealed.key_id}, but CPI_KEY_FILE holds {self.key_id}"
            raise SealingError(message)
        try:
            data_key = aes_key_unwrap(self._key, sealed.wrapped_key)
            return AESGCM(data_key).decrypt(
                sealed.nonce, sealed.ciphertext, _associated(topic, reference)
            )
        except (InvalidTag, InvalidUnwrap, ValueError):
            message = f"the sealed value of {reference} on {topic} was changed or moved"
            raise SealingError(message) from None


def load_keyring(path: Path) -> Keyring:
    """Read the wrapping key: base 64 of 32 bytes, in a file that only its owner can read.

    Raises:
        SealingError: the file is missing, readable by others, or not such a key.
    """
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        text = path.read_text(encoding="ascii")
    except FileNotFoundError:
        message = f"no key at {path}: set CPI_KEY_FILE, or make one with `cpi up`"
        raise SealingError(message) from None
    except (OSError, UnicodeDecodeError) as error:
        message = f"the key at {path} cannot be read: {type(error).__name__}"
        raise SealingError(message) from None
    if mode != stat.S_IRUSR | stat.S_IWUSR:
        message = f"the key at {path} has mode {mode:04o}: make it 0600 with chmod"
        raise SealingError(message)
    return _keyring(path, text)


def key_if_any(path: Path) -> Keyring | None:
    """Read the wrapping key; null where it cannot be used and nothing needs it."""
    try:
        return load_keyring(path)
    except SealingError:
        return None


def make_key_file(path: Path) -> bool:
    """Make a key where there is none; true if it did. Two processes make one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(descriptor, "wb") as file:
        file.write(base64.b64encode(os.urandom(_KEY_BYTES)) + b"\n")
    return True


def _keyring(path: Path, text: str) -> Keyring:
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except ValueError:
        key = b""
    if len(key) != _KEY_BYTES:
        message = f"the key at {path} is not base 64 of {_KEY_BYTES} bytes"
        raise SealingError(message)
    return Keyring(hashlib.sha256(b"cpi-hub key id" + key).hexdigest()[:12], key)


def _associated(topic: str, reference: str) -> bytes:
    return f"{topic}\n{reference}".encode()
