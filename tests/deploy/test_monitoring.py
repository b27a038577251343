"""Dashboard and alerts: of one mind with the list of metrics and the runbook, and valid."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from streams.metric import LABELS, Kind, Metric
from streams.metric_list import METRICS

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "deploy" / "monitoring"
RUNBOOK = (ROOT / "docs" / "runbook.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", RUNBOOK, re.MULTILINE | re.DOTALL))

# What Prometheus makes itself.
_ITS_OWN = {"up", "ALERTS"}
_ITS_LABELS = {"le", "job", "instance", "alertname", "alertstate"}


def rules() -> list[dict[str, Any]]:
    """Every alert."""
    groups = yaml.safe_load((FOLDER / "alerts.yml").read_text())["groups"]
    return [rule for group in groups for rule in group["rules"]]


def queries() -> Iterator[tuple[str, str]]:
    """Every query of the dashboard and of the alerts, with where it stands."""
    dashboard = json.loads((FOLDER / "dashboard.json").read_text())
    for panel in dashboard["panels"]:
        for target in panel.get("targets", ()):
            yield panel["title"], target["expr"]
    yield from (("annotations", each["expr"]) for each in dashboard["annotations"]["list"])
    for variable in dashboard["templating"]["list"]:
        found = re.fullmatch(r"label_values\((\w+), (\w+)\)", variable.get("definition", ""))
        if found:
            yield variable["name"], f"count by ({found[2]}) ({found[1]})"
    yield from ((rule["alert"], rule["expr"]) for rule in rules())


def named(query: str) -> set[str]:
    """The metrics that a query asks for: what is no word of the language, no label, no number."""
    bare = re.sub(r'"[^"]*"', '""', query)
    bare = re.sub(r"\b(?:by|on|without|ignoring)\s*\([^)]*\)", " ", bare)
    bare = re.sub(r"\{[^}]*\}|\[[^\]]*\]", " ", bare)
    words = set(re.findall(r"\b([A-Za-z_]\w*)\b(?!\s*\()", bare))
    return words - {"or", "and", "unless", "bool"}


def labels_of(query: str) -> set[str]:
    """The labels that a query chooses or groups by."""
    grouped = re.findall(r"\b(?:by|on)\s*\(([^)]*)\)", query)
    chosen = re.findall(r"\{([^}]*)\}", query)
    names = [each.strip() for found in grouped for each in found.split(",") if each.strip()]
    return {*names, *(name for found in chosen for name in re.findall(r"(\w+)\s*[=!]", found))}


def served(metric: Metric) -> set[str]:
    """The names under which a metric is scraped."""
    if metric.kind is not Kind.HISTOGRAM:
        return {metric.name}
    return {f"{metric.name}_{part}" for part in ("bucket", "sum", "count")}


def test_every_query_asks_for_what_is_served() -> None:
    """Its names are in the typed list, its labels are of the metrics that it names."""
    known = {name: metric for metric in METRICS for name in served(metric)}
    for where, query in queries():
        names = named(query)
        assert names, where
        assert names <= {*known, *_ITS_OWN}, where
        labels = {label for name in names if name in known for label in known[name].labels}
        free = set(LABELS) if "ALERTS" in names else set()
        assert labels_of(query) <= labels | _ITS_LABELS | free, where


def test_each_alert_has_its_section_in_the_runbook() -> None:
    """Linked by its name, in the same order; the section says all that somebody needs at night."""
    assert [rule["alert"] for rule in rules()] == list(SECTIONS)
    for rule in rules():
        name = rule["alert"]
        assert rule["annotations"]["runbook_url"].endswith(f"/runbook.md#{name.lower()}")
        assert rule["annotations"]["summary"]
        for part in ("**Means**", "**Look first**", "**Do**", "**Over**"):
            assert part in SECTIONS[name], f"{name}: {part}"


def test_an_alert_stays_the_same_alert_while_things_get_worse() -> None:
    """Its labels hold no amount and no verdict; both would close it and open another."""
    for rule in rules():
        text = " ".join(rule["labels"].values())
        assert not {"$value", "verdict"} & set(re.findall(r"\$?\w+", text)), rule["alert"]
        assert rule["labels"]["severity"] in {"page", "notify"} or "page" in text


def test_each_is_told_when_it_closes_and_not_told_again() -> None:
    """Every receiver hears of the end; a year lies between two messages on the same thing."""
    manager = yaml.safe_load((FOLDER / "alertmanager.yml").read_text())
    hooks = [hook for each in manager["receivers"] for hook in each["webhook_configs"]]
    assert all(hook["send_resolved"] for hook in hooks)
    assert manager["route"]["repeat_interval"] == "8760h"
    known = {rule["alert"] for rule in rules()}
    matchers = str(manager["inhibit_rules"])
    assert set(re.findall(r"Cpi\w+", matchers)) <= known


def told(*words: str | Path) -> str:
    """What a tool of Prometheus says; it must find no fault."""
    if shutil.which(str(words[0])) is None:
        pytest.skip(f"{words[0]} is of Debian's packages prometheus and prometheus-alertmanager")
    done = subprocess.run(  # noqa: S603 - our own words
        [str(word) for word in words], capture_output=True, text=True, check=False, cwd=FOLDER
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_alerts_open_and_close_when_they_should() -> None:
    """By promtool's own clock: the cases stand in alerts_test.yml."""
    assert "SUCCESS" in told("promtool", "test", "rules", "alerts_test.yml")


def test_each_alert_is_seen_to_fire_in_a_case() -> None:
    """Else a rule that can never fire would pass."""
    cases = (FOLDER / "alerts_test.yml").read_text()
    assert {rule["alert"] for rule in rules()} <= set(re.findall(r"Cpi\w+", cases))


def test_prometheus_takes_its_configuration() -> None:
    """With the rules that it names."""
    assert "SUCCESS" in told("promtool", "check", "config", "prometheus.yml")


def test_the_alertmanager_takes_its_configuration() -> None:
    """Who is told, and what is held back."""
    assert "SUCCESS" in told("amtool", "check-config", "alertmanager.yml")


def test_prometheus_understands_every_query_of_the_dashboard(tmp_path: Path) -> None:
    """Each as a rule of its own, with what Grafana puts in for its variables."""
    filled = (query.replace("$__rate_interval", "1m") for _, query in queries())
    made = [{"record": f"q{at}", "expr": query} for at, query in enumerate(filled)]
    path = tmp_path / "queries.yml"
    path.write_text(yaml.safe_dump({"groups": [{"name": "queries", "rules": made}]}))
    assert f"{len(made)} rules found" in told("promtool", "check", "rules", path)
