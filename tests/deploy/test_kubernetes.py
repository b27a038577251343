"""The manifests: valid offline by Kubernetes's own schemas, and closed as they should be."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml
from cloudcoil.models.keda.v1alpha1 import ScaledObject

from schemas.stages import App
from streams.serving import PROCESSES, place_of
from streams.settings import Settings, address_of

FOLDER = Path(__file__).parents[2] / "deploy" / "kubernetes"
VERSION = "1.37"
BEYOND = {"ScaledObject", "Kustomization"}
"""Kinds of which Kubernetes itself has no schema: KEDA has one, and kustomize reads its own."""


def documents() -> list[dict[str, Any]]:
    """Every object of every file."""
    paths = sorted(FOLDER.glob("*.yaml"))
    return [each for path in paths for each in yaml.safe_load_all(path.read_text())]


def named(kind: str) -> dict[str, dict[str, Any]]:
    """The objects of a kind by their names."""
    return {d["metadata"]["name"]: d for d in documents() if d["kind"] == kind}


def kustomization() -> dict[str, Any]:
    """What puts the files together."""
    found: dict[str, Any] = yaml.safe_load((FOLDER / "kustomization.yaml").read_text())
    return found


def settings() -> dict[str, str]:
    """The settings that every pod has."""
    (generated,) = kustomization()["configMapGenerator"]
    return dict(each.split("=", 1) for each in generated["literals"])


@pytest.mark.parametrize(
    "document", [d for d in documents() if d["kind"] not in BEYOND], ids=lambda d: str(d["kind"])
)
def test_each_object_is_valid(document: dict[str, Any]) -> None:
    """Strictly: a field that Kubernetes does not know is refused."""
    kubernetes_validate.validate(document, VERSION, strict=True)


def test_the_scaling_is_valid() -> None:
    """By KEDA's own definition, and strictly: a field that it does not know would be left out."""
    (scaled,) = named("ScaledObject").values()
    read = ScaledObject.model_validate(scaled)
    assert read.model_dump(mode="json", by_alias=True, exclude_unset=True) == scaled


def test_every_file_is_part_of_the_whole() -> None:
    """None is left out by mistake."""
    files = {path.name for path in FOLDER.glob("*.yaml")} - {"kustomization.yaml"}
    assert files == set(kustomization()["resources"])


@pytest.mark.skipif(shutil.which("kubectl") is None, reason="kubectl puts the files together")
def test_the_files_go_together() -> None:
    """What kustomize makes of them is valid too."""
    made = subprocess.run(  # noqa: S603 - our own words
        ["kubectl", "kustomize", FOLDER],  # noqa: S607 - as it is installed
        capture_output=True,
        check=True,
    )
    objects = [each for each in yaml.safe_load_all(made.stdout) if each["kind"] not in BEYOND]
    for each in objects:
        kubernetes_validate.validate(each, VERSION, strict=True)
        assert each["kind"] == "Namespace" or each["metadata"]["namespace"] == "cpi-hub"


def test_each_app_has_workers_with_names_of_their_own() -> None:
    """A stateful set for each app, static members of its group."""
    sets = named("StatefulSet")
    assert set(sets) == {app.value for app in App} == set(named("PodDisruptionBudget"))
    for name, each in sets.items():
        (worker,) = each["spec"]["template"]["spec"]["containers"]
        assert worker["command"] == ["cpi", "worker", "--app", name]
        (instance,) = worker["env"]
        assert instance["name"] == "CPI_INSTANCE"
        assert instance["valueFrom"]["fieldRef"]["fieldPath"] == "metadata.name"


def test_each_process_is_asked_for_its_health_where_it_listens() -> None:
    """The ports follow from the one setting; Prometheus may come in by them."""
    host, port = address_of(settings()["CPI_LISTEN"])
    assert host == "0.0.0.0"  # noqa: S104 - in a pod; the network policy says who may come
    sets = {**named("StatefulSet"), **named("Deployment")}
    assert set(sets) == set(PROCESSES)
    for name, each in sets.items():
        (container,) = each["spec"]["template"]["spec"]["containers"]
        (served,) = container["ports"]
        assert served["containerPort"] == place_of(name, (host, port))[1]
        probes = {kind: probe["httpGet"] for kind, probe in container.items() if "Probe" in kind}
        assert probes["livenessProbe"] == {"path": "/livez", "port": served["name"]}
        assert all(probe["path"] in {"/healthz", "/readyz", "/livez"} for probe in probes.values())
    (policy,) = (named("NetworkPolicy")["prometheus"]["spec"]["ingress"][0]["ports"],)
    assert policy == [{"protocol": "TCP", "port": port, "endPort": port + len(PROCESSES) - 1}]


def test_no_container_has_more_than_it_needs() -> None:
    """Not root, nothing to write to but what is mounted, no capability, a limit to its memory."""
    kinds = ("StatefulSet", "Deployment", "Job")
    for each in (each for kind in kinds for each in named(kind).values()):
        pod = each["spec"]["template"]["spec"]
        assert pod["securityContext"]["runAsNonRoot"]
        assert pod["automountServiceAccountToken"] is False
        for container in (*pod["containers"], *pod.get("initContainers", ())):
            assert container["securityContext"]["readOnlyRootFilesystem"]
            assert container["securityContext"]["allowPrivilegeEscalation"] is False
            assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
            assert container["resources"]["limits"]["memory"]


def test_the_settings_are_the_hubs() -> None:
    """Each is a setting that there is, and can be read."""
    given = {name.removeprefix("CPI_").lower(): value for name, value in settings().items()}
    assert set(given) <= set(Settings.model_fields)
    assert Settings.model_validate(given).replication_factor == 3


def test_there_are_never_more_workers_than_partitions() -> None:
    """The scaling asks the group that the workers are in, and ends where they would idle."""
    (scaled,) = named("ScaledObject").values()
    (trigger,) = scaled["spec"]["triggers"]
    hub = Settings.model_validate({"partitions": settings()["CPI_PARTITIONS"]})
    assert scaled["spec"]["maxReplicaCount"] == hub.partitions
    assert trigger["metadata"]["consumerGroup"] == hub.group
    assert trigger["metadata"]["bootstrapServers"] == settings()["CPI_KAFKA_BOOTSTRAP_SERVERS"]


def test_nothing_secret_is_in_the_files() -> None:
    """The key is a secret that is there before; the files only name it."""
    assert not named("Secret")
    assert all("KEY" not in name or name.endswith("_FILE") for name in settings())
