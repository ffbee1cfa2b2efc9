"""A desk served over loopback by two processes, to be killed: `python -m tests.storage.serve_child FILE`."""

import sys
from pathlib import Path

from annotator.app import create_app
from annotator.cli.serve import keep_templates
from annotator.cli.siblings import Siblings, answer, listen
from annotator.settings import Settings
from annotator.storage.transactions import Database
from annotator.web.desk import nobody_waits
from tests.apps import without_csrf


def main() -> None:
    """Serve the database on a free port, which is the first line of standard output."""
    path = Path(sys.argv[1])
    settings = Settings(instance=path.parent, port=0, threads=4)
    app = create_app(settings, Database.open(f"sqlite:///{path}"), b"0" * 32)
    without_csrf(app)
    keep_templates(app, settings)
    opened, siblings = listen(settings), Siblings(2, nobody_waits)
    siblings.fork(opened, [sys.executable, "-c", ""], {})  # one that dies is not replaced
    if siblings.number == 0:
        print(opened.getsockname()[1], flush=True)  # noqa: T201 - how the test learns the port
    try:
        answer(app, opened, settings, siblings)
    finally:
        siblings.close()


if __name__ == "__main__":
    main()
