"""What a backup says of itself, and which backups stay."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from annotator.core.errors import Invalid

#: Of so many last days that have a backup the newest stays, and of so many last weeks.
DAILY, WEEKLY = 7, 4

_NAME = "annotator-%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class TableState:
    """A table as it was copied: its rows, and a hash over all of them in the order of their keys."""

    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class StoredState:
    """What a database holds: the revision of its tables, each of them, and the hash that its audit log ends with."""

    revision: str
    tables: Mapping[str, TableState]
    audit_head: str

    @property
    def rows(self) -> int:
        """The rows of all tables."""
        return sum(table.rows for table in self.tables.values())


@dataclass(frozen=True, slots=True)
class Manifest:
    """The paper beside a backup: when and by which version it was made, the file's size and hash, what is in it."""

    made_at: datetime
    version: str
    engine: str
    size: int
    sha256: str
    state: StoredState


def name_backup(made_at: datetime) -> str:
    """The name of a backup's file without its ending: as many as seconds."""
    return made_at.astimezone(UTC).strftime(_NAME)


def read_name(name: str) -> datetime | None:
    """When the backup of that name was made, to the second; None for another name."""
    try:
        return datetime.strptime(name, _NAME).replace(tzinfo=UTC)
    except ValueError:
        return None


def write_manifest(manifest: Manifest) -> str:
    """The manifest as JSON."""
    fields = asdict(manifest) | {"made_at": manifest.made_at.astimezone(UTC).isoformat()}
    return json.dumps(fields, indent=1, sort_keys=True) + "\n"


def read_manifest(text: str) -> Manifest:
    """Read what `write_manifest` wrote. Raises Invalid for anything else."""
    try:
        fields = json.loads(text)
        state = fields["state"]
        tables = {str(name): TableState(int(one["rows"]), str(one["sha256"])) for name, one in state["tables"].items()}
        return Manifest(
            datetime.fromisoformat(fields["made_at"]).astimezone(UTC), str(fields["version"]), str(fields["engine"]),
            int(fields["size"]), str(fields["sha256"]),
            StoredState(str(state["revision"]), tables, str(state["audit_head"])),
        )  # fmt: skip
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Invalid("The manifest beside the backup cannot be read.", code="bad_manifest") from error


def name_differences(expected: StoredState, found: StoredState) -> tuple[str, ...]:
    """The tables that are not as the manifest says, and "revision" and "audit log" where these are not."""
    names = sorted(set(expected.tables) | set(found.tables))
    tables = [name for name in names if expected.tables.get(name) != found.tables.get(name)]
    heads = (("revision", "revision"), ("audit_head", "audit log"))
    return (*tables, *(words for name, words in heads if getattr(expected, name) != getattr(found, name)))


def choose_kept(made: Iterable[datetime]) -> frozenset[datetime]:
    """Which backups stay: all of the newest day, the newest of each of the last `DAILY` days that have one, and the
    newest of each of the last `WEEKLY` weeks that have one. Time alone takes none away.
    """
    newest_first = sorted(set(made), reverse=True)
    days: dict[tuple[int, ...], datetime] = {}
    weeks: dict[tuple[int, ...], datetime] = {}
    for one in newest_first:
        days.setdefault(one.timetuple()[:3], one)
        weeks.setdefault(one.isocalendar()[:2], one)
    last_day = {one for one in newest_first if one.date() == newest_first[0].date()}
    return frozenset(last_day | set(list(days.values())[:DAILY]) | set(list(weeks.values())[:WEEKLY]))
