"""The systems that connectors speak to, as the tests have them: real ones."""

from tests.conformance import carries_mail, carries_messages
from tests.real_mail import Mail


def test_rabbitmq_keeps_what_it_confirms(rabbitmq: str) -> None:
    """Through kombu, with publisher confirms."""
    carries_messages(rabbitmq)


def test_a_mail_that_is_sent_can_be_read(mail: Mail) -> None:
    """Out over SMTP, in over IMAP."""
    carries_mail(mail)
