"""The jars of Apache Kafka: fetched through jgo, and used only if they are the locked ones."""

import hashlib
import logging
import os
import tempfile
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from streams.kafka import BrokerError

KAFKA_VERSION = "4.3.1"
LOCK = Path(__file__).with_name("kafka.lock")
if TYPE_CHECKING:
    from jgo.maven import Artifact

# clients and server-common are named because jgo would else take older ones. The `!` keeps log4j's
# own wishes (its jackson, its zstd) from replacing the versions that Kafka was released with.
ROOTS = (
    f"org.apache.kafka:kafka_2.13:{KAFKA_VERSION}",
    f"org.apache.kafka:kafka-clients:{KAFKA_VERSION}",
    f"org.apache.kafka:kafka-server-common:{KAFKA_VERSION}",
    "org.apache.logging.log4j:log4j-slf4j-impl:2.25.5!",
)

_HEADER = "# group:artifact:version[:classifier] sha256; made by `cpi broker lock`, not by hand.\n"
_ATTEMPTS = 4
_TIMEOUT_SECONDS = 30

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Jar:
    """One line of the lock.

    Attributes:
        coordinate: `group:artifact:version`, with `:classifier` after it where there is one.
        sha256: of the file, 64 hexadecimal digits in lower case.
    """

    coordinate: str
    sha256: str

    @property
    def filename(self) -> str:
        """The jar's name in a cache; the group is left out, as Maven does."""
        return "-".join(self.coordinate.split(":")[1:]) + ".jar"


def read_lock(lock: Path = LOCK) -> list[Jar]:
    """Return the locked jars, in the order of the file.

    Raises:
        BrokerError: the lock is missing or one of its lines is no lock line.
    """
    try:
        text = lock.read_text(encoding="utf-8")
    except OSError as error:
        message = f"{lock.name} cannot be read ({error.strerror}): restore it from the repository."
        raise BrokerError(message) from error
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [_parse(line, lock.name) for line in lines]


def write_lock(lock: Path = LOCK) -> int:
    """Resolve the jars afresh, hash what comes, and write the lock; needs the network.

    Returns:
        The number of jars locked.

    Raises:
        BrokerError: the jars could not be resolved or fetched.
    """
    with tempfile.TemporaryDirectory() as folder:
        from jgo.maven import MavenContext  # noqa: PLC0415 - slow, and seldom needed

        context = MavenContext(repo_cache=Path(folder), timeout=_TIMEOUT_SECONDS)
        try:
            wanted = [context.create_dependency(root) for root in ROOTS]
            named, drawn_in = context.resolver.resolve(wanted)
            files = {_coordinate(dep.artifact): dep.artifact.resolve() for dep in named + drawn_in}
        except (OSError, RuntimeError, ValueError) as error:
            message = f"Kafka's jars cannot be resolved, so the lock is as it was: {error}"
            raise BrokerError(" ".join(message.split())) from error
        jars = [Jar(coordinate, _sha256(file)) for coordinate, file in sorted(files.items())]
    lines = [f"{jar.coordinate} {jar.sha256}\n" for jar in jars]
    lock.write_text(_HEADER + "".join(lines), encoding="utf-8")
    return len(jars)


def locked_jars(own_cache: Path, lock: Path = LOCK) -> list[Path]:
    """Return the files of all locked jars, each checked by its hash; fetch those not there.

    The user's cache is shared by all data directories (`XDG_CACHE_HOME`, else `~/.cache`).

    Args:
        own_cache: the folder to use where the user's cache cannot be written.
        lock: the jars that are wanted.

    Raises:
        BrokerError: a jar cannot be fetched, or what was fetched is not what was locked.
    """
    jars = read_lock(lock)
    try:
        return _filled(_user_cache(), jars)
    except (OSError, RuntimeError):
        return _filled(own_cache, jars)


def _parse(line: str, name: str) -> Jar:
    match line.split():
        case [coordinate, sha256] if coordinate.count(":") in {2, 3} and len(sha256) == 64:  # noqa: PLR2004 - parts of a coordinate, digits of a sha256
            return Jar(coordinate, sha256)
        case _:
            message = f"{name} has a line that names no jar and sha256: {line!r}; restore it."
            raise BrokerError(message)


def _coordinate(artifact: "Artifact") -> str:
    parts = [artifact.groupId, artifact.artifactId, artifact.version, artifact.classifier]
    return ":".join(filter(None, parts))


def _user_cache() -> Path:
    # The XDG rules: a relative path there is to be ignored.
    given = Path(os.environ.get("XDG_CACHE_HOME", ""))
    base = given if given.is_absolute() else Path.home() / ".cache"
    return base / "cpi-hub" / "kafka-jars"


def _filled(cache: Path, jars: list[Jar]) -> list[Path]:
    cache.mkdir(parents=True, exist_ok=True)
    missing = [jar for jar in jars if not _is_sound(cache / jar.filename, jar)]
    if missing:
        _log.info("fetching %d of Kafka's %d jars", len(missing), len(jars))
        _fetch_all(missing, cache)
    return [cache / jar.filename for jar in jars]


def _fetch_all(missing: Iterable[Jar], cache: Path) -> None:
    pool = ThreadPoolExecutor(max_workers=4)
    try:
        for fetched in [pool.submit(_fetch, jar, cache) for jar in missing]:
            fetched.result()
    finally:
        # The first jar that cannot be had ends it: the others would each wait for the same network.
        pool.shutdown(cancel_futures=True)


def _fetch(jar: Jar, cache: Path) -> None:
    reason = ""
    for attempt in range(_ATTEMPTS):
        # A folder for each attempt: jgo takes a half-written file of an earlier one for whole.
        with tempfile.TemporaryDirectory(dir=cache) as folder:
            try:
                file = _download(jar, Path(folder))
            except (OSError, RuntimeError) as error:
                reason = f"cannot be fetched ({error}); check the network or proxy and start again"
            else:
                if _is_sound(file, jar):
                    # Whole or not at all, whoever else fills the cache at this moment.
                    file.replace(cache / jar.filename)
                    return
                reason = (
                    f"is refused: sha256 {_sha256(file)} is not the one in {LOCK.name}; if the "
                    "change is meant, make the lock again with `cpi broker lock`"
                )
        if attempt < _ATTEMPTS - 1:
            time.sleep(2**attempt)
    raise BrokerError(" ".join(f"{jar.coordinate} {reason}.".split()))


def _download(jar: Jar, folder: Path) -> Path:
    group, artifact, version, *classifier = jar.coordinate.split(":")
    from jgo.maven import MavenContext  # noqa: PLC0415 - slow, and seldom needed

    context = MavenContext(repo_cache=folder, timeout=_TIMEOUT_SECONDS)
    component = context.project(group, artifact).at_version(version)
    return Path(component.artifact(*classifier).resolve())


def _is_sound(file: Path, jar: Jar) -> bool:
    return file.is_file() and _sha256(file) == jar.sha256


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
