"""Runs the hub: checks all that it needs, then hands the process to Faust."""

import asyncio
import logging
import sys
import threading
import time
from collections.abc import Iterator

import faust
from confluent_kafka import KafkaException

from agents.app import build, make_hub
from schemas.stages import App
from streams.app import HubApp
from streams.clients import client_options
from streams.errors import kind_of
from streams.health import checks_of
from streams.logs import logging_config
from streams.registry import schema_ids
from streams.sealing import load_keyring
from streams.serving import place_of, serve
from streams.settings import Settings, address_of
from streams.stopping import Exit
from streams.topics import check_topics
from streams.worker_metrics import WorkerMetrics

_REST = 19


def run_worker(settings: Settings, bootstrap_servers: str, of: App = App.ROUTE) -> None:
    """Check key, schema ids, topics and vocabulary, then work until told to stop.

    Raises:
        SealingError: the key cannot be used.
        RegistryError: the schema registry does not answer.
        TopicError: a topic is missing or has another number of partitions.
        VocabularyError: a vocabulary file cannot be used.
        SettingsError: a variable of the traces that cannot be used.
        ListenError: another process listens where this one should.
        SystemExit: with Faust's status, when the worker has stopped.
    """
    keyring = load_keyring(settings.key_path)
    ids = schema_ids(settings)
    _check_cluster(settings, bootstrap_servers)
    hub = make_hub(settings, bootstrap_servers, keyring, ids, of)
    app = build(hub, bootstrap_servers, of)
    if settings.listen:
        _serve(settings.listen, app, of)
    if of is App.ROUTE:
        steps = hub.vocabulary.redaction.warm()
        threading.Thread(target=_unhurried, args=(steps,), name="warming", daemon=True).start()
    worker = faust.Worker(
        app,
        quiet=True,
        loglevel=settings.log_level,
        logging_config=dict(logging_config(settings.log_level)),
        redirect_stdouts=False,
    )
    worker.spinner = None  # it writes to a terminal's cursor even where there is no terminal
    worker.execute_from_commandline()


def _unhurried(steps: Iterator[None]) -> None:
    """Take the steps in a twentieth of one processor's time: forms that wait go before.

    Patterns are compiled when they are first needed; these are the ones not needed yet, ten seconds
    of work, which would else be those in which a worker that starts has most to catch up.
    """
    began = time.monotonic()
    for _ in steps:
        time.sleep(_REST * (time.monotonic() - began))
        began = time.monotonic()


def _serve(listen: str, app: HubApp, of: App) -> None:
    """Serve metrics and health from now on: until it can work, it says why it cannot."""
    inboxes, watchdog = list(app.inboxes), app.watchdog
    metrics = WorkerMetrics(of.value, app.tools.meter, app.group, inboxes, watchdog)
    serve(place_of(of.value, address_of(listen)), metrics, checks_of(watchdog))


def _check_cluster(settings: Settings, bootstrap_servers: str) -> None:
    """Check the topics; a cluster that does not answer may answer soon: end so as to be restarted.

    The client's own log of each attempt would say the same thing many times.
    """
    logging.getLogger("kafka").setLevel(logging.CRITICAL)
    try:
        asyncio.run(check_topics(client_options(settings, bootstrap_servers), settings))
    except (KafkaException, OSError) as error:
        kind = kind_of(error)
        sys.stderr.write(f"cpi: Kafka at {bootstrap_servers} does not answer ({kind})\n")
        raise SystemExit(Exit.TRANSIENT) from None
