"""Settings: defaults < `instance/config.toml` < `ANNOTATOR_*`, as one frozen dataclass.

Every field has its help in `SETTINGS`; a test keeps docs/settings.md and this list alike. Nothing here
reads the environment by itself: the edges pass it in.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from annotator.core.errors import Invalid


@dataclass(frozen=True, slots=True)
class Settings:
    """How one installation behaves. `instance` is the folder that holds everything made at run time."""

    instance: Path
    database_url: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    threads: int = 8
    processes: int = 0
    trusted_hosts: tuple[str, ...] = ("127.0.0.1", "localhost", "[::1]")
    https: bool = False
    session_idle_hours: int = 8
    session_absolute_hours: int = 24
    link_hours: int = 72
    busy_seconds: float = 5.0
    backup_hours: int = 24
    log_level: str = "INFO"

    @property
    def database(self) -> str:
        """The SQLAlchemy address of the database; SQLite inside the instance folder by default."""
        return self.database_url or f"sqlite:///{self.instance / 'annotator.db'}"

    @property
    def backups(self) -> Path:
        """The folder of backups and of copies from before upgrades."""
        return self.instance / "backups"


#: name -> what it is for. Documented in docs/settings.md; a test compares the two.
SETTINGS: dict[str, str] = {
    "instance": "Folder for the database, secret key and backups. Set it by --instance or ANNOTATOR_INSTANCE.",
    "database_url": "SQLAlchemy address of a PostgreSQL database; empty means SQLite in the instance folder.",
    "host": "Address to listen on. Anything but loopback needs HTTPS in front.",
    "port": "Port to listen on.",
    "threads": "Threads of each process of the web server.",
    "processes": "Processes of the web server that share its memory; 0 takes two where there are two processors.",
    "trusted_hosts": "Names under which the pages may be asked for.",
    "https": "True behind an HTTPS proxy: cookies are then Secure and named __Host-.",
    "session_idle_hours": "A session ends after this many hours without a request.",
    "session_absolute_hours": "A session ends after this many hours in any case.",
    "link_hours": "A one-time sign-in or invitation link works for this many hours.",
    "busy_seconds": "How long a save waits for the database before it answers that the desk is busy.",
    "backup_hours": "While served, the desk makes a backup when the last one is so many hours old; 0 for never.",
    "log_level": "DEBUG, INFO, WARNING or ERROR. No level logs article text.",
}

_PREFIX = "ANNOTATOR_"


def load_settings(
    instance: Path | None = None, environ: Mapping[str, str] | None = None, **overrides: object
) -> Settings:
    """Read the settings for the instance folder: `instance`, else ANNOTATOR_INSTANCE, else ./instance.

    Raises Invalid naming the setting that is misspelt or of the wrong type.
    """
    environ = os.environ if environ is None else environ
    folder = Path(instance or environ.get(f"{_PREFIX}INSTANCE") or "instance").resolve()
    values: dict[str, object] = {}
    config = folder / "config.toml"
    if config.exists():
        with config.open("rb") as stream:
            try:
                values |= tomllib.load(stream)
            except tomllib.TOMLDecodeError as error:
                raise Invalid(f"{config.name} is not readable as TOML: {error}", code="bad_config") from error
    values |= {
        name.removeprefix(_PREFIX).lower(): value
        for name, value in environ.items()
        if name.startswith(_PREFIX) and name != f"{_PREFIX}INSTANCE"
    }
    values |= {name: value for name, value in overrides.items() if value is not None}
    if unknown := sorted(set(values) - (set(SETTINGS) - {"instance"})):
        raise Invalid(
            f"Unknown setting '{unknown[0]}'. Known are: {', '.join(sorted(SETTINGS))}.", code="bad_config"
        )
    types = {field.name: type(field.default) for field in fields(Settings)}
    return Settings(instance=folder, **{name: _cast(name, value, types[name]) for name, value in values.items()})  # type: ignore[arg-type]  # cast by the field's own type above


def name_all(settings: Settings) -> dict[str, str]:
    """The variables that give a process these settings, whatever config.toml says by then."""
    values = {name: getattr(settings, name) for name in SETTINGS}
    return {
        f"{_PREFIX}{name.upper()}": ",".join(value) if isinstance(value, tuple) else str(value)
        for name, value in values.items()
    }


def _cast(name: str, value: object, kind: type) -> object:
    if isinstance(value, list):
        value = tuple(str(item) for item in value)
    if isinstance(value, kind) and not (kind is int and isinstance(value, bool)):
        return value
    text = str(value).strip()
    try:
        if kind is bool:
            return {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}[text.lower()]
        if kind is tuple:
            return tuple(part.strip() for part in text.split(",") if part.strip())
        return kind(text)
    except (KeyError, ValueError) as error:
        raise Invalid(f"Setting '{name}' should be a {kind.__name__}, not '{text}'.", code="bad_config") from error
