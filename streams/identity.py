"""Which topic it is that a name stands for: one that was deleted and made anew is another."""

from confluent_kafka import TopicCollection

from streams import clients
from streams.clients import Options

_ASK_SECONDS = 10.0


def topic_id(options: Options, name: str) -> str:
    """Ask the cluster for the id that it gave a topic.

    Raises:
        KafkaException: no answer, or no such topic.
    """
    admin = clients.admin(options)  # with a name: without one it would be gone before the answer
    asked = admin.describe_topics(TopicCollection([name]), request_timeout=_ASK_SECONDS)
    return str(asked[name].result(_ASK_SECONDS).topic_id)
