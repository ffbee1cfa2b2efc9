"""`annotator serve`: the desk on this machine, from nothing to a sign-in link."""

import gc
import ipaddress
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from annotator.cli.instance import (
    address_of,
    bring_up_to_date,
    note_address,
    open_database,
    open_instance,
    prepare_folder,
    refuse_lost,
    secret_key,
    settings_of,
    utc_now,
)
from annotator.core.errors import Invalid
from annotator.settings import Settings, name_all

if TYPE_CHECKING:
    from flask import Flask

    from annotator.services.links import MadeLink
    from annotator.storage.transactions import Database

ADMIN_NAME = "Desk admin"
ADMIN_LOGIN = "admin"


@click.command("serve", short_help="Serve the desk.")
@click.option("--host", help="Address to listen on (setting host).")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on; 0 takes a free one (setting port).")
@click.option("--threads", type=click.IntRange(1, 128), help="Threads of the web server (setting threads).")
@click.option("--processes", type=click.IntRange(0, 16), help="Processes that answer; 0 chooses (setting processes).")
@click.option("--demo/--no-demo", default=True, help="Load the demo desk on the first start.")
@click.option("--debug", is_flag=True, help="Show errors and re-read templates; on loopback only.")
@click.option("--place", default="", hidden=True, help="Answer in the place of a process that died (siblings.py).")
@click.pass_context
def command(
    ctx: click.Context, host: str | None, port: int | None, threads: int | None, processes: int | None, *, demo: bool,
    debug: bool, place: str,
) -> None:  # fmt: skip
    """Serve the desk, after making or upgrading its database.

    The first start makes one administrator account without a password and prints a link to sign in with.
    """
    from annotator.web.logs import configure_logs

    stop_in_order()
    settings = settings_of(ctx, host=host, port=port, threads=threads, processes=processes)
    refuse_unsafe(settings, debug=debug)
    configure_logs(settings.log_level)
    prepare_folder(settings)
    refuse_lost(settings)
    key = secret_key(settings)
    gc.disable()  # until _settle_memory: loading modules leaves next to no circles
    try:
        if place:
            take_place(settings, key, place)
            return
        with open_database(settings) as database:
            if copy := bring_up_to_date(settings, database):
                click.echo(f"The database was upgraded. A copy of it as it was: {copy}")
            first_start(database, demo=demo)
            serve(settings, database, key, debug=debug)
    finally:
        gc.enable()


def refuse_unsafe(settings: Settings, *, debug: bool) -> None:
    """Raise Invalid for a way of serving that would show secrets to a network."""
    if is_loopback(settings.host):
        return
    if debug:
        raise Invalid("--debug shows source code and secrets: it works on loopback only.", code="unsafe")
    if not settings.https:
        raise Invalid(
            f"Serving on {settings.host} without HTTPS would send passwords in the clear. Put an HTTPS proxy in front "
            "and set https = true in config.toml, or serve on 127.0.0.1.",
            code="unsafe",
        )


def is_loopback(host: str) -> bool:
    """Say whether only this machine can reach the address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def first_start(database: "Database", *, demo: bool) -> None:
    """Make the first administrator and load the demo desk. A start that was cut short is made up for: the
    demo comes as long as nobody has signed in.
    """
    from annotator.services.accounts import OPERATOR, create_account
    from annotator.storage.queries.accounts import first_admin, has_anybody_signed_in, is_empty
    from annotator.storage.queries.sessions import load_actor

    now = utc_now()
    with database.writing() as session:
        if is_empty(session):
            create_account(session, OPERATOR, login=ADMIN_LOGIN, name=ADMIN_NAME, is_admin=True, now=now)
        admin = first_admin(session)
        if not demo or admin is None or has_anybody_signed_in(session):
            return
        actor = load_actor(session, admin.id, admin.uid, admin.name, is_admin=True)
    from annotator.demo.load import load_demo  # with the engines that cut and check articles

    load_demo(database, actor, now=now)


def first_link(settings: Settings, database: "Database") -> "MadeLink | None":
    """A link for the first administrator while nobody has ever signed in, else None."""
    from annotator.services.accounts import OPERATOR
    from annotator.services.links import LinkPurpose, make_link
    from annotator.storage.queries.accounts import first_admin, has_anybody_signed_in

    with database.writing() as session:
        admin = first_admin(session)
        if admin is None or has_anybody_signed_in(session):
            return None
        return make_link(
            session, OPERATOR, admin.uid, LinkPurpose.SIGN_IN, hours=settings.link_hours, now=utc_now()
        )


def serve(settings: Settings, database: "Database", key: bytes, *, debug: bool) -> None:
    """Listen until told to stop. Raises Invalid when the port is taken."""
    from annotator.app import create_app
    from annotator.cli.backup_clock import BackupClock
    from annotator.cli.siblings import Siblings, answer, count_processes, listen
    from annotator.cli.supervisor import Supervisor
    from annotator.services.jobs import is_work_open

    worker, backups = Supervisor(settings.instance), BackupClock(settings)
    siblings = Siblings(1 if debug else count_processes(settings.processes), worker.ring)
    app = create_app(settings, database, key, ring=siblings.ring, counts=_fresh_counts(settings), debug=debug)
    keep_templates(app, settings)
    try:
        opened = listen(settings)
    except OSError as error:
        raise Invalid(
            f"Port {settings.port} on {settings.host} cannot be used ({error.strerror or error}). "
            "Another desk may be running; choose another port with --port.",
            code="port_taken",
        ) from error
    address = address_of(settings)
    if not settings.https:
        address = address.rpartition(":")[0] + f":{opened.getsockname()[1]}"
    note_address(settings, address)
    link, is_waited_for = first_link(settings, database), is_work_open(database)
    warm(app, settings)
    database.close()  # no connection may be had by two processes
    _settle_memory()
    siblings.fork(opened, anew_of(settings), {**os.environ, **name_all(settings)})
    try:
        if siblings.number == 0:
            _announce(settings, address, link)
            backups.start()
            if is_waited_for:
                worker.ring()
        answer(app, opened, settings, siblings)
    finally:
        siblings.close()
        if siblings.number == 0:
            backups.close()
            worker.close()
            click.echo("The desk is closed.")


def anew_of(settings: Settings) -> list[str]:
    """The command that begins a process in the place of one that died."""
    return [sys.executable, "-m", "annotator", "--instance", str(settings.instance), "serve", "--place"]


def take_place(settings: Settings, key: bytes, place: str) -> None:
    """Answer beside the processes that serve already, in the place of one that died. Raises Conflict where the
    database is not of this version any more: then the desk has to be restarted.
    """
    from annotator.app import create_app
    from annotator.cli.siblings import Siblings, answer
    from annotator.web.desk import nobody_waits

    siblings = Siblings(0, nobody_waits, place)
    with open_instance(settings) as database:
        counts = _counts(settings)
        app = create_app(settings, database, key, ring=siblings.ring, counts=counts if counts.exists() else None)
        keep_templates(app, settings)
        warm(app, settings)
        _settle_memory()
        answer(app, siblings.opened(), settings, siblings)


def _settle_memory() -> None:
    """Take what was loaded once out of the collector's rounds: walking all of it stopped one request in twenty
    for a tenth of a second. A request makes some ten thousand objects and lets go of nearly all of them by itself,
    so looking for circles after each seven hundred finds nothing.
    """
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)
    gc.enable()


def keep_templates(app: "Flask", settings: Settings) -> None:
    """Keep templates compiled in the instance folder: translating them took half of the first page's time."""
    from annotator.web.kept_templates import KeptTemplates

    app.jinja_env.bytecode_cache = KeptTemplates(settings.instance / "cache")


def warm(app: "Flask", settings: Settings) -> None:
    """Ask for one page before the processes part: what the first answer makes for good (compiled templates, the map of
    addresses, prepared statements) they share then, where each made 3 MB of it for itself.
    """
    from wsgiref.util import setup_testing_defaults

    environ: dict[str, object] = {"PATH_INFO": "/sign-in", "HTTP_HOST": settings.trusted_hosts[0]}
    setup_testing_defaults(environ)
    answer = app(environ, lambda _status, _headers, _error=None: bytes)
    for _part in answer:
        pass


def _fresh_counts(settings: Settings) -> Path | None:
    """The file in which the processes count attempts together; what was counted before this start is forgotten.
    None where there can be no such file: each counts for itself.
    """
    path = _counts(settings)
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        path.unlink(missing_ok=True)
        path.touch(mode=0o600)
    except OSError:
        return None
    return path


def _counts(settings: Settings) -> Path:
    return settings.instance / "cache" / "attempts.db"


def _announce(settings: Settings, address: str, link: "MadeLink | None") -> None:
    click.echo(f"\nThe desk is at {address}  (stop: Ctrl-C)\nData are in {settings.instance}")
    if link is not None:
        click.echo(f"\nSign in here; the link works once, until {link.expires_at:%d %b %H:%M} UTC:")
        click.echo(f"{address}/links/{link.token}\n")
    else:
        click.echo(f"A new link to sign in with: {_program()} --instance {settings.instance} account link\n")


def _program() -> str:
    """How the command is called from here: a checkout's own script is not on the search path."""
    script = Path(sys.executable).parent / "annotator"
    if not script.exists():
        return "annotator"
    return str(script.relative_to(Path.cwd()) if script.is_relative_to(Path.cwd()) else script)


def stop_in_order() -> None:
    """Let SIGTERM end the process as Ctrl-C does: what is being answered is finished, the database closed."""

    # Any: the frame that a signal handler is given.
    def stop(_number: int, _frame: Any) -> None:
        raise SystemExit(0)  # waitress ends its threads in order on this

    signal.signal(signal.SIGTERM, stop)
