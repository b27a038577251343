"""What a connector will rely on in a partner's system, whatever runs it: AMQP and mail."""

import imaplib
import smtplib
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from amqp.exceptions import NotFound
from kombu import Connection, Exchange, Queue

from streams.kafka.probe import HOST
from tests.real_mail import Mail

_SECONDS = 30
_FORM = b'{"form": 1}'
_TEXT = "A van was seen by the weir at Fordingbridge: £40, for nothing."


def carries_messages(address: str) -> None:
    """A message is confirmed when it is kept, comes as it was sent, and is gone when it is done.

    One that has nowhere to go is an error of whoever sends it.
    """
    queue = Queue("conformance", Exchange("conformance", "direct"), "form", durable=True)
    with (
        Connection(address, transport_options={"confirm_publish": True}) as link,
        link.channel() as channel,
        link.Producer(channel) as producer,
    ):
        bound = queue(channel)
        bound.declare()
        sent = {"exchange": queue.exchange, "routing_key": "form", "headers": {"reference": "R-1"}}
        producer.publish({"narrative": _TEXT}, delivery_mode="persistent", timeout=_SECONDS, **sent)
        # It was confirmed, so it is there now: nothing has to be waited for.
        message = bound.get()
        assert message is not None
        assert message.decode() == {"narrative": _TEXT}
        assert message.headers["reference"] == "R-1"
        message.requeue()
        again = bound.get()
        assert again is not None
        assert again.delivery_info["redelivered"]
        again.ack()
        assert bound.get() is None
        bound.delete()
        with pytest.raises(NotFound):
            producer.publish({}, exchange="nowhere", retry=False, timeout=_SECONDS)


def carries_mail(mail: Mail) -> None:
    """What goes in by SMTP comes out by IMAP, text and attachment; once seen it stays so."""
    message = EmailMessage()
    message["Subject"] = "Community partnership information"
    message["From"], message["To"] = "desk@hub.example", "partner@school.example"
    message.set_content(_TEXT)
    message.add_attachment(_FORM, maintype="application", subtype="json", filename="form.json")
    with smtplib.SMTP(HOST, mail.smtp, timeout=_SECONDS) as out:
        assert not out.send_message(message)
    with imaplib.IMAP4(HOST, mail.imap, timeout=_SECONDS) as box:
        box.login("partner@school.example", "any")
        box.select()
        (number,) = box.search(None, "UNSEEN")[1]
        parts = box.fetch(number.decode(), "(RFC822)")[1]
        (raw,) = [part[1] for part in parts if isinstance(part, tuple)]
        read = message_from_bytes(raw, policy=default)
        text = read.get_body()
        assert text is not None
        assert text.get_content().strip() == _TEXT
        (attached,) = read.iter_attachments()
        assert attached.get_content() == _FORM
        assert box.search(None, "UNSEEN")[1] == [b""]
