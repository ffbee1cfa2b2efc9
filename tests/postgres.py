"""A private PostgreSQL server for the tests: own port, own data folder, never as root."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def find_server_programs() -> Path | None:
    """The folder that holds initdb and pg_ctl, newest version first, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parent.parent.name))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path and shutil.which("pg_ctl") else None


def _unprivileged_user() -> str | None:
    for name in ("postgres", "nobody"):
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return name
    return None


@contextmanager
def private_server(programs: Path) -> Iterator[str]:
    """Start a server and give the address of its `postgres` database; stop and remove it afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="annotator-pg-"))
    prefix: list[str] = []
    if os.geteuid() == 0:
        user = _unprivileged_user()
        assert user, "PostgreSQL does not run as root and there is no other user here"
        shutil.chown(folder, user)
        prefix = ["setpriv", f"--reuid={user}", f"--regid={pwd.getpwnam(user).pw_gid}", "--clear-groups"]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    def run(*arguments: str) -> None:
        environment = {"LC_ALL": "C", "PATH": "/usr/bin:/bin"}
        subprocess.run([*prefix, *arguments], check=True, capture_output=True, cwd="/", env=environment)

    data = str(folder / "data")
    run(str(programs / "initdb"), "-D", data, "-U", "annotator", "--auth=trust", "-E", "UTF8", "--no-sync")
    # The tests check what is stored, not what survives a power cut of this throw-away server.
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
    run(str(programs / "pg_ctl"), "-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        yield f"postgresql+psycopg://annotator@127.0.0.1:{port}/postgres"
    finally:
        run(str(programs / "pg_ctl"), "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)
