"""Runs the hub: checks all that it needs, then hands the process to Faust."""

import asyncio

import faust

from agents.app import build, make_hub
from streams.clients import client_options
from streams.logs import logging_config
from streams.registry import schema_ids
from streams.sealing import load_keyring
from streams.settings import Settings
from streams.topics import check_topics


def run_worker(settings: Settings, bootstrap_servers: str) -> None:
    """Check key, schema ids, topics and vocabulary, then work until told to stop.

    Raises:
        SealingError: the key cannot be used.
        RegistryError: the schema registry does not answer.
        TopicError: a topic is missing or has another number of partitions.
        VocabularyError: a vocabulary file cannot be used.
        SystemExit: with Faust's status, when the worker has stopped.
    """
    keyring = load_keyring(settings.key_path)
    ids = schema_ids(settings)
    asyncio.run(check_topics(client_options(settings, bootstrap_servers), settings))
    hub = make_hub(settings, bootstrap_servers, keyring, ids)
    app = build(hub, bootstrap_servers)
    faust.Worker(
        app,
        quiet=True,
        loglevel=settings.log_level,
        logging_config=dict(logging_config(settings.log_level)),
        redirect_stdouts=False,
    ).execute_from_commandline()
