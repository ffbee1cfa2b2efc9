"""Fetch the vendored front-end files anew and record their hashes; for maintainers, never at run time.

    python static/vendor/refresh.py PACKAGE@VERSION...
"""

import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

STATIC = Path(__file__).resolve().parent.parent
RECORD = STATIC / "vendor" / "VENDORED.json"


def refresh(package: str, version: str) -> None:
    """Copy the recorded files of one package at `version` and update the record."""
    record = json.loads(RECORD.read_text())
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", "--silent", f"{package}@{version}"]
        done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)  # noqa: S603
        archive = Path(folder) / done.stdout.strip().splitlines()[-1]
        with tarfile.open(archive) as packed:
            packed.extractall(folder, filter="data")
        for entry in record["files"]:
            if entry["package"] != package:
                continue
            body = (Path(folder) / "package" / entry["from"]).read_bytes()
            (STATIC / entry["file"]).write_bytes(body)
            entry["version"] = version
            entry["sha256"] = hashlib.sha256(body).hexdigest()
    RECORD.write_text(json.dumps(record, indent=2) + "\n")


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        refresh(*argument.rsplit("@", 1))
