"""A topic that was deleted and made anew under its name is another one."""

import pytest
from confluent_kafka import KafkaException
from confluent_kafka.admin import NewTopic

from schemas.topics import DESK
from streams import clients
from streams.clients import Options
from streams.errors import is_transient
from streams.identity import topic_id
from tests.streams.conftest import MakeTopic, _is_ready

pytestmark = pytest.mark.kafka


def test_a_topic_has_one_identity_and_another_when_it_is_made_anew(
    options: Options, make_topic: MakeTopic
) -> None:
    """The same however often it is asked for; no other topic's."""
    topic, other = make_topic(DESK, 1), make_topic(DESK, 1)
    first = topic_id(options, topic.name)
    assert first == topic_id(options, topic.name)
    assert first != topic_id(options, other.name)
    admin = clients.admin(options)
    admin.delete_topics([topic.name])[topic.name].result(10)
    admin.create_topics([NewTopic(topic.name, 1, 1)])[topic.name].result(10)
    while not _is_ready(admin, topic.name, 1):
        pass
    assert topic_id(options, topic.name) != first


def test_a_topic_that_is_not_there_has_none(options: Options) -> None:
    """It may be made yet: the ledger asks again."""
    with pytest.raises(KafkaException) as caught:
        topic_id(options, "cpi.none")
    assert is_transient(caught.value)
