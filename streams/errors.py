"""What the hub raises and catches around Kafka."""

from confluent_kafka import KafkaError, KafkaException

TOO_LARGE = frozenset({KafkaError.MSG_SIZE_TOO_LARGE, KafkaError.RECORD_LIST_TOO_LARGE})
"""The broker says so of a whole batch."""

# What the broker or the client will never do with this very record or request, however often asked.
_FOR_GOOD = frozenset(
    {
        *TOO_LARGE,
        KafkaError.INVALID_MSG,
        KafkaError.INVALID_RECORD,
        KafkaError.INVALID_TIMESTAMP,
        KafkaError.UNSUPPORTED_FOR_MESSAGE_FORMAT,
        KafkaError._INVALID_ARG,  # noqa: SLF001 - librdkafka's own codes are named so
        KafkaError._BAD_MSG,  # noqa: SLF001 - librdkafka's own codes are named so
    }
)

_FORBIDDEN = frozenset(
    {
        KafkaError.GROUP_AUTHORIZATION_FAILED,
        KafkaError.TOPIC_AUTHORIZATION_FAILED,
        KafkaError.CLUSTER_AUTHORIZATION_FAILED,
    }
)


class HubError(Exception):
    """What is wrong and what to do, in one line that holds no personal data."""


def is_transient(error: BaseException) -> bool:
    """Whether the same work may succeed later: the cluster's fault or the network's."""
    if isinstance(error, KafkaException):
        return code_of(error) not in _FOR_GOOD
    return isinstance(error, OSError | TimeoutError)


def is_forbidden(error: KafkaException) -> bool:
    """Whether the cluster knows who asks, and refuses."""
    return code_of(error) in _FORBIDDEN


def code_of(error: KafkaException) -> int | None:
    """The Kafka error code of an exception; null where it has none."""
    first = error.args[0] if error.args else None
    return first.code() if isinstance(first, KafkaError) else None


def kind_of(error: BaseException) -> str:
    """Name an error without its text, which may quote a form: ``_TRANSPORT``, ``ValueError``."""
    first = error.args[0] if error.args else None
    if isinstance(error, KafkaException) and isinstance(first, KafkaError):
        return first.name()
    return type(error).__name__
