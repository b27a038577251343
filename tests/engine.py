"""The Docker engine of the tests: in its containers their services run, where one answers.

``TESTS_SERVICES=process`` takes local processes all the same.
"""

import functools
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import docker
from docker.errors import APIError, DockerException, ImageNotFound
from testcontainers.core.config import ConnectionMode, testcontainers_config
from testcontainers.core.container import DockerContainer

from streams.kafka.probe import HOST

_ANSWER_SECONDS = 5
_PULL_SECONDS = 600
_LOOK_SECONDS = 0.1


@functools.cache
def provides(image: str) -> bool:
    """Whether an engine answers here and has this image, or can fetch it."""
    if os.environ.get("TESTS_SERVICES") == "process":
        return False
    try:
        docker.from_env(timeout=_ANSWER_SECONDS).ping()
        client = docker.from_env(timeout=_PULL_SECONDS)
    except (DockerException, OSError):
        return False
    if not _has(client, image):
        return False
    # They are published on this machine's loopback, so that is where they are reached.
    testcontainers_config.connection_mode_override = ConnectionMode.docker_host
    testcontainers_config.sleep_time = _LOOK_SECONDS
    # What clears up behind tests that were killed: good to have, not needed.
    if not testcontainers_config.ryuk_disabled:
        testcontainers_config.ryuk_disabled = not _has(client, testcontainers_config.ryuk_image)
    return True


def said(service: str, image: str, otherwise: str) -> str:
    """Say what a service is here, for the head of pytest's report."""
    if provides(image):
        return f"{service}: containers of {image}, for a Docker engine answers"
    return f"{service}: {otherwise}, for no Docker engine answers with {image} (or none is wanted)"


@contextmanager
def running(
    container: DockerContainer, ports: tuple[int, ...], start: Callable[[], object] | None = None
) -> Iterator[list[int]]:
    """Start a container; give where its ports are on this machine, and there alone."""
    published: dict[str, Any] = container.ports
    # testcontainers itself would publish them to all.
    published.update({str(port): (HOST, None) for port in ports})
    (start or container.start)()
    try:
        yield [container.get_exposed_port(port) for port in ports]
    finally:
        container.stop()


def _has(client: Any, image: str) -> bool:  # noqa: ANN401 - docker ships no types
    try:
        client.images.get(image)
    except ImageNotFound:
        try:
            client.images.pull(image)
        except APIError:
            return False
    return True
