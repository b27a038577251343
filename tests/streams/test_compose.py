"""Which Kafka is found: that of the compose project beside the data directory, and no other."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from streams.cluster import NoClusterError, bootstrap_servers, find_cluster
from streams.compose import FILE, PROJECTS, ComposeError, Running, running_compose
from streams.settings import Settings

Engine = Callable[..., None]


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """A data directory beside a compose file."""
    (tmp_path / "hub").mkdir()
    (tmp_path / "hub" / FILE).touch()
    return tmp_path / "hub" / ".cpi"


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """Has the Docker client say which containers run: what `docker ps` prints of each."""
    folder = tmp_path / "bin"
    folder.mkdir()
    client, rows = folder / "docker", folder / "rows"
    client.write_text('#!/bin/sh\n[ "$1" = ps ] && cat "${0%/*}/rows"\n')
    client.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")

    def runs(*containers: tuple[str, Path, str, str]) -> None:
        rows.write_text("".join("\t".join(map(str, each)) + "\n" for each in containers))

    return runs


@pytest.mark.kafka
def test_the_project_of_this_folder_is_found(kafka: str, engine: Engine, data_dir: Path) -> None:
    """By whatever port it has, and not by one of its containers that does not serve."""
    port, folder = kafka.rpartition(":")[2], data_dir.parent
    engine(
        (PROJECTS[0], folder, "rabbitmq", "127.0.0.1:25672->5672/tcp"),
        (PROJECTS[0], folder, "kafka", f"9092/tcp, 127.0.0.1:{port}->29092/tcp"),
        (PROJECTS[0], folder, "kafka-2", "127.0.0.1:9->29092/tcp"),
    )
    assert running_compose(data_dir) == Running(PROJECTS[0], f"127.0.0.1:{port}")
    found = find_cluster(Settings(data_dir=data_dir))
    assert found is not None
    assert (found.bootstrap_servers, found.origin) == (
        f"127.0.0.1:{port}",
        f"docker compose ({PROJECTS[0]})",
    )


@pytest.mark.kafka
def test_what_is_set_goes_before(kafka: str, engine: Engine, data_dir: Path) -> None:
    """The engine is not even asked."""
    port = kafka.rpartition(":")[2]
    engine((PROJECTS[0], data_dir.parent, "kafka", f"127.0.0.1:{port}->29092/tcp"))
    settings = Settings(data_dir=data_dir, kafka_bootstrap_servers="elsewhere:9092")
    assert bootstrap_servers(settings) == "elsewhere:9092"


@pytest.mark.kafka
@pytest.mark.parametrize("strange", ["project", "folder", "service", "interface", "port"])
def test_what_is_not_this_folders_is_not_taken(
    kafka: str, engine: Engine, data_dir: Path, strange: str
) -> None:
    """Another project, checkout or service; another machine's interface; a port with no Kafka."""
    port = "9" if strange == "port" else kafka.rpartition(":")[2]
    host = "192.0.2.7" if strange == "interface" else "127.0.0.1"
    engine(
        (
            "somebodys" if strange == "project" else PROJECTS[0],
            data_dir.parent.parent if strange == "folder" else data_dir.parent,
            "proxy" if strange == "service" else "kafka",
            f"{host}:{port}->29092/tcp",
        )
    )
    with pytest.raises(NoClusterError):
        bootstrap_servers(Settings(data_dir=data_dir))


@pytest.mark.kafka
def test_of_two_projects_none_is_guessed(kafka: str, engine: Engine, data_dir: Path) -> None:
    """It says which two."""
    port = kafka.rpartition(":")[2]
    engine(*((name, data_dir.parent, "kafka", f"127.0.0.1:{port}->29092/tcp") for name in PROJECTS))
    with pytest.raises(ComposeError, match="cpi-hub and cpi-hub-cluster run"):
        bootstrap_servers(Settings(data_dir=data_dir))


@pytest.mark.parametrize("lacking", ["file", "client", "engine"])
def test_where_there_is_no_compose_it_costs_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data_dir: Path, lacking: str
) -> None:
    """No file beside the data directory, no client, or none behind it that answers."""
    folder = tmp_path / "bin"
    folder.mkdir()
    if lacking == "engine":
        (folder / "docker").write_text("#!/bin/sh\nexit 1\n")
    else:
        (folder / "docker").write_text(f"#!/bin/sh\ntouch {tmp_path}/asked\n")
    (folder / "docker").chmod(0o644 if lacking == "client" else 0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin" if lacking == "engine" else str(folder))
    began = time.monotonic()
    assert running_compose(tmp_path if lacking == "file" else data_dir) is None
    assert time.monotonic() - began < 0.1
    assert not (tmp_path / "asked").exists()
