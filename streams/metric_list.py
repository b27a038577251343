"""Every metric that is served, once. ``docs/metrics.md`` is made from it.

A worker serves what it does itself, ``cpi metrics`` what is seen of the cluster from outside.
"""

from streams.metric import MINUTES, MOMENTS, Kind, Metric, Section, Unit
from streams.metric_list_lag import LAG

_COUNTER, _GAUGE, _HISTOGRAM = Kind.COUNTER, Kind.GAUGE, Kind.HISTOGRAM

BUILD = Metric(
    "cpi_build_info", _GAUGE, Unit.NUMBER, ("version", "app"),
    "Always 1; its labels say what runs. That of `cpi metrics` has no app.",
)  # fmt: skip

RECORDS = Metric(
    "cpi_records_total", _COUNTER, Unit.RECORDS, ("stage", "outcome"),
    "Records that a stage has brought to their end; on the journey each is one form.",
)  # fmt: skip
MESSAGES = Metric(
    "cpi_messages_total", _COUNTER, Unit.MESSAGES, ("stage", "topic"),
    "Messages that a stage has written, all copies acknowledged.",
)  # fmt: skip
LETTERS = Metric(
    "cpi_dead_letters_total", _COUNTER, Unit.RECORDS, ("stage", "reason"),
    "Dead letters that a stage has written, those that only wait behind another one too.",
)  # fmt: skip
STAGE_SECONDS = Metric(
    "cpi_stage_seconds", _HISTOGRAM, Unit.SECONDS, ("stage", "urgent"),
    "From when a record lay on its topic until all that follows from it lay on the topics. The "
    "first moment is of the broker's clock, the last of the worker's.",
    MOMENTS,
)  # fmt: skip
DECIDING = Metric(
    "cpi_deciding_seconds_total", _COUNTER, Unit.SECONDS, ("stage",),
    "Time that a stage has spent on decisions; its rate is the share of one core.",
)  # fmt: skip

ASSESSMENT_SECONDS = Metric(
    "cpi_assessment_seconds", _HISTOGRAM, Unit.SECONDS, ("priority", "status"),
    "From receipt of a form to its first decision, by what was decided.",
    MINUTES,
)  # fmt: skip
ALERTS = Metric(
    "cpi_alerts_total", _COUNTER, Unit.MESSAGES, ("kind",),
    'Alerts raised; `kind="breach"` counts the forms that were not assessed in time.',
)  # fmt: skip
WAITING_FORMS = Metric(
    "cpi_desk_waiting_forms", _GAUGE, Unit.FORMS, ("priority",),
    "Forms of this worker's partitions that wait for their assessment and are not in breach yet, "
    "by what was proposed.",
)  # fmt: skip
WAITING_SECONDS = Metric(
    "cpi_desk_oldest_seconds", _GAUGE, Unit.SECONDS, (),
    "How long the oldest of them has waited; 0 where none does.",
)  # fmt: skip
TICK_AGE = Metric(
    "cpi_clock_age_seconds", _GAUGE, Unit.SECONDS, (),
    "How long ago the deadline clock last looked at every form.",
)  # fmt: skip

READY = Metric(
    "cpi_ready", _GAUGE, Unit.YES_NO, (),
    "Whether the worker says at /readyz that it is ready.",
)  # fmt: skip
ASSIGNED = Metric(
    "cpi_assigned_partitions", _GAUGE, Unit.PARTITIONS, ("stage",),
    "Partitions that the worker has.",
)  # fmt: skip
DONE = Metric(
    "cpi_done_offset", _GAUGE, Unit.OFFSET, ("stage", "topic", "partition"),
    "All before it is done and may be committed.",
)  # fmt: skip
COMMITTED = Metric(
    "cpi_committed_offset", _GAUGE, Unit.OFFSET, ("stage", "topic", "partition"),
    "What the worker has committed.",
)  # fmt: skip
IN_HAND = Metric(
    "cpi_in_hand_records", _GAUGE, Unit.RECORDS, ("stage",),
    "Records that were fetched and are not done.",
)  # fmt: skip
ASIDE = Metric(
    "cpi_aside_records", _GAUGE, Unit.RECORDS, ("stage",),
    "Those of them that stand aside: a topic does not take for now what follows from them.",
)  # fmt: skip
MOVED_AGE = Metric(
    "cpi_stage_moved_age_seconds", _GAUGE, Unit.SECONDS, ("stage",),
    "How long ago the stage last finished something, while records wait for it; 0 where none does. "
    "`CPI_STALL_AFTER` is the limit.",
)  # fmt: skip
HALTED = Metric(
    "cpi_stage_halted", _GAUGE, Unit.YES_NO, ("stage",),
    "Whether the stage has stopped itself after too many failures.",
)  # fmt: skip
POLL_AGE = Metric(
    "cpi_poll_age_seconds", _GAUGE, Unit.SECONDS, (),
    "How long ago the consumer last asked for records.",
)  # fmt: skip

READING_AGE = Metric(
    "cpi_reading_age_seconds", _GAUGE, Unit.SECONDS, ("of",),
    "How old is what is shown; before the first reading, how long there has been none.",
)  # fmt: skip
READING_SECONDS = Metric(
    "cpi_reading_seconds", _GAUGE, Unit.SECONDS, ("of",),
    "How long the last reading took.",
)  # fmt: skip
READING_FAILURES = Metric(
    "cpi_reading_failures_total", _COUNTER, Unit.NUMBER, ("of",),
    "Readings that failed; the last result stays.",
)  # fmt: skip

RECONCILE_FORMS = Metric(
    "cpi_reconcile_forms", _GAUGE, Unit.FORMS, ("state", "destination"),
    "Forms by their state at each destination.",
)  # fmt: skip
RECONCILE_WRONG = Metric(
    "cpi_reconcile_wrong", _GAUGE, Unit.NUMBER, (),
    "Forms and records with which something is wrong: `cpi reconcile` names them.",
)  # fmt: skip
RECONCILE_REPEATS = Metric(
    "cpi_reconcile_repeats", _GAUGE, Unit.MESSAGES, (),
    "Messages at a destination again, same id.",
)  # fmt: skip
RECONCILE_OVERDUE = Metric(
    "cpi_reconcile_overdue_forms", _GAUGE, Unit.FORMS, (),
    "Forms that wait for their assessment beyond `CPI_BREACH_AFTER`.",
)  # fmt: skip

LETTERS_NOW = Metric(
    "cpi_dead_letters_standing", _GAUGE, Unit.RECORDS, ("stage", "reason", "status"),
    "Dead letters that are open, or wait behind one, now; those of canaries left out.",
)  # fmt: skip
LETTERS_OLDEST = Metric(
    "cpi_dead_letters_oldest_seconds", _GAUGE, Unit.SECONDS, (),
    "How long the oldest open one has been there; 0 where none is open.",
)  # fmt: skip

CANARY_EVERY = Metric(
    "cpi_canary_every_seconds", _GAUGE, Unit.SECONDS, (),
    "How often a canary is sent, `CPI_CANARY`; no canary metric is there while that is not set.",
)  # fmt: skip
CANARY_SENT = Metric(
    "cpi_canary_sent_total", _COUNTER, Unit.FORMS, (), "Canaries sent.",
)  # fmt: skip
CANARY_FAILURES = Metric(
    "cpi_canary_failures_total", _COUNTER, Unit.FORMS, (), "Canaries that could not be sent.",
)  # fmt: skip
CANARY_ARRIVED = Metric(
    "cpi_canary_arrived_total", _COUNTER, Unit.FORMS, ("stage",),
    "Canaries that came through: to `publish`, the end of the journey; to `gather`, the entity "
    "index; to `collate`, the collation.",
)  # fmt: skip
CANARY_SECONDS = Metric(
    "cpi_canary_last_seconds", _GAUGE, Unit.SECONDS, ("stage",),
    "How long the last one that arrived there took from the intake on, by the broker's clock.",
)  # fmt: skip
CANARY_ARRIVAL = Metric(
    "cpi_canary_last_arrival_timestamp_seconds", _GAUGE, Unit.SECONDS, ("stage",),
    "When the last one arrived there, seconds since 1970; absent before the first.",
)  # fmt: skip
CANARY_MISSING = Metric(
    "cpi_canary_missing_seconds", _GAUGE, Unit.SECONDS, ("stage",),
    "How long the oldest one that has not arrived there has been under way; 0 where none is. It "
    "grows while none can be sent, too. One that failed counts until a later one of its partition "
    "has arrived.",
)  # fmt: skip

SECTIONS = (
    Section("What runs", "every process", (BUILD,)),
    Section(
        "The stages", "each worker",
        (RECORDS, MESSAGES, LETTERS, STAGE_SECONDS, DECIDING),
    ),
    Section(
        "The desk", "workers of `route`",
        (ASSESSMENT_SECONDS, ALERTS, WAITING_FORMS, WAITING_SECONDS, TICK_AGE),
    ),
    Section(
        "Agents and commits", "each worker",
        (READY, ASSIGNED, DONE, COMMITTED, IN_HAND, ASIDE, MOVED_AGE, HALTED, POLL_AGE),
    ),
    Section(
        "How old all this is", "`cpi metrics`",
        (READING_AGE, READING_SECONDS, READING_FAILURES),
    ),
    Section("Lag", "`cpi metrics`", LAG),
    Section(
        "Whether a form is lost", "`cpi metrics`",
        (RECONCILE_FORMS, RECONCILE_WRONG, RECONCILE_REPEATS, RECONCILE_OVERDUE),
    ),
    Section("Dead letters", "`cpi metrics`", (LETTERS_NOW, LETTERS_OLDEST)),
    Section(
        "The canary", "`cpi metrics`",
        (
            CANARY_EVERY, CANARY_SENT, CANARY_FAILURES, CANARY_ARRIVED, CANARY_SECONDS,
            CANARY_ARRIVAL, CANARY_MISSING,
        ),
    ),
)  # fmt: skip
"""All of them, in the order of the page."""

METRICS = tuple(metric for section in SECTIONS for metric in section.metrics)
