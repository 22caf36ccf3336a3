"""What this area declares to the floors below."""

from accrue.accounts.kinds import RecordKind, declare_kind

declare_kind(RecordKind("experiment", "Experiment", "Experiments", "experiments.Experiment"))
