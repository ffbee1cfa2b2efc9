"""What `make run` puts on the disk, for bench/server.py: an environment made anew, by the Makefile, beside a copy of
what it needs. The environment that the benchmark itself runs in has the test tools too, and Babel and numpy whole.
"""

import os
import signal
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("Makefile", "requirements", "annotator", "templates", "static")


@dataclass(frozen=True, slots=True)
class Environment:
    """Megabytes on the disk, of 2^20 bytes, in blocks, as `du -sm` counts and the goal was set; and packages without
    pip, which every environment has.
    """

    megabytes: float
    packages: int


def fresh_environment() -> Environment | None:
    """Make the environment and serve a desk with it once: bytecode of what is loaded is then there, as with everybody.
    None where it cannot be made, as without a network: packages are downloaded.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in PARTS:
            (folder / part).symlink_to(ROOT / part)
        environ = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        made = subprocess.run(["make", "env"], cwd=folder, env=environ, capture_output=True)
        if made.returncode:
            return None
        _serve_once(folder, environ)
        packages = [found for found in (folder / ".venv").rglob("*.dist-info") if not found.name.startswith("pip-")]
        return Environment(_bytes_of(folder / ".venv") / 2**20, len(packages))


def _serve_once(folder: Path, environ: dict[str, str]) -> None:
    command = [".venv/bin/annotator", "--instance", str(folder / "instance"), "serve", "--port", "0", "--no-demo"]
    with subprocess.Popen(
        command, cwd=folder, env=environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        if not any("The desk is at" in line for line in process.stdout):  # it has answered its first page by then
            raise SystemExit("The desk did not start in a fresh environment.")
        process.send_signal(signal.SIGTERM)


def _bytes_of(folder: Path) -> int:
    """What the files and folders take, one with several names once."""
    found = {status.st_ino: status.st_blocks * 512 for path in folder.rglob("*") if (status := path.lstat())}
    return sum(found.values())
