"""`annotator worker`: do background jobs. `annotator serve` starts one by itself when the first job is asked for."""

import os
import signal
import threading

import click

from annotator.cli.instance import open_instance, settings_of
from annotator.cli.serve import stop_in_order


@click.command("worker", short_help="Do background jobs.")
@click.option("--supervised", is_flag=True, hidden=True, help="End when standard input ends: the desk that started it.")
@click.pass_context
def command(ctx: click.Context, *, supervised: bool) -> None:
    """Do background jobs until stopped: beside a desk that other means than `annotator serve` serve.

    `annotator serve` needs none: it starts its own when the first job is asked for.
    """
    from annotator.web.logs import configure_logs
    from annotator.worker import run_worker

    stop_in_order()  # until the work begins, which sees to it itself
    os.umask(0o077)
    settings = settings_of(ctx)
    configure_logs(settings.log_level)
    with open_instance(settings) as database:
        if supervised:
            _watch_input()
        run_worker(settings, database)


def _watch_input() -> None:
    """End in order when the desk that started this process is gone, however it went."""

    def watch() -> None:
        # Not through sys.stdin: its lock, held by this thread for good, would abort the interpreter at the end.
        while os.read(0, 1024):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="desk", daemon=True).start()
