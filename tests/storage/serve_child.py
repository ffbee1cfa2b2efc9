"""A desk served over loopback in a process of its own, to be killed: `python -m tests.storage.serve_child FILE`."""

import sys
from pathlib import Path

from waitress import create_server

from annotator.app import create_app
from annotator.settings import Settings
from annotator.storage.transactions import Database


def main() -> None:
    """Serve the database on a free port, which is the first line of standard output."""
    path = Path(sys.argv[1])
    app = create_app(Settings(instance=path.parent), Database.open(f"sqlite:///{path}"), b"0" * 32)
    app.config.update(WTF_CSRF_ENABLED=False, RATELIMIT_ENABLED=False)
    server = create_server(app, host="127.0.0.1", port=0, threads=4)
    print(server.effective_port, flush=True)  # noqa: T201 - how the test learns the port
    server.run()


if __name__ == "__main__":
    main()
