"""``cpi metrics``: what is seen of the cluster from outside, for Prometheus."""

import threading
from datetime import datetime, timedelta
from typing import Annotated

import typer

from agents.vocabulary import load_vocabulary
from console.cli.common import MisuseError, say
from console.cli.link import quieten
from console.cli.parent import WhileParentLives, end_with_parent
from console.cli.reconcile import Since, time_of
from console.metrics.canary import Sentinel
from console.metrics.collector import ClusterMetrics
from console.metrics.lag import Lag
from console.metrics.letters import Letters
from console.metrics.proof import Proof
from console.metrics.reading import Of, Readings
from console.reconcile.read import Asked
from streams.clients import client_options
from streams.cluster import bootstrap_servers
from streams.lag import LagEngine
from streams.sealing import load_keyring
from streams.serving import place_of, serve
from streams.settings import Settings, address_of, load_settings

LISTEN = "127.0.0.1:9464"

_GRACE = timedelta(seconds=60)
_CANARY_LOOK_SECONDS = 5.0

_Listen = Annotated[
    str | None,
    typer.Option(
        "--listen", metavar="HOST:PORT", help=f"Else CPI_LISTEN, three ports on; else {LISTEN}."
    ),
]
_Every = Annotated[
    float, typer.Option("--every", metavar="SECONDS", min=1, help="Between two readings.")
]
_ReconcileEvery = Annotated[
    float,
    typer.Option(
        "--reconcile-every", metavar="SECONDS", min=0, help="It reads every topic; 0: never."
    ),
]


def metrics(
    *,
    listen: _Listen = None,
    every: _Every = 15.0,
    reconcile_every: _ReconcileEvery = 300.0,
    since: Since = None,
    while_parent_lives: WhileParentLives = False,
) -> None:
    """Serve what is seen of the cluster: lag, dead letters, and whether a form is lost.

    At /metrics, for Prometheus; its own health is at /healthz, /readyz and /livez. Readings run
    beside, and canaries are sent where CPI_CANARY is set: a scrape asks nobody, and shows the last
    result with its age, also where a reading fails. Needs no worker, and runs once for a cluster.
    --since is for whether a form is lost, as with `cpi reconcile`. Ctrl-C stops it.
    """
    settings = load_settings()
    host, port = _address(listen, settings)
    if while_parent_lives:
        end_with_parent()
    quieten()
    readings = _readings(settings, every, reconcile_every, time_of(since))
    served = ClusterMetrics(readings)
    port = serve((host, port), served, served.checks())
    for each in readings:
        each.start()
    say(f"metrics at http://{host}:{port}/metrics; Ctrl-C stops it")
    threading.Event().wait()


def _readings(
    settings: Settings, every: float, reconcile_every: float, since: datetime | None
) -> list[Readings]:
    rules = load_vocabulary(settings.rules_dir).dissemination
    options = client_options(settings, bootstrap_servers(settings))
    lag = Lag(LagEngine(options, settings), settings.group)
    readings = [Readings(Of.LAG, lag, every, say), Readings(Of.DEAD_LETTERS, Letters(), every, say)]
    if reconcile_every:
        proof = Proof(rules, Asked(_GRACE, settings.breach_after, since))
        readings.append(Readings(Of.RECONCILE, proof, reconcile_every, say))
    if settings.canary:
        sentinel = Sentinel(settings, load_keyring(settings.key_path), settings.canary)
        often = min(settings.canary.total_seconds(), _CANARY_LOOK_SECONDS)
        readings.append(Readings(Of.CANARY, sentinel, often, say))
    return readings


def _address(listen: str | None, settings: Settings) -> tuple[str, int]:
    if listen is None and settings.listen is not None:
        return place_of("metrics", address_of(settings.listen))
    try:
        return address_of(listen or LISTEN)
    except ValueError as error:
        message = f"--listen {error}"
        raise MisuseError(message) from None
