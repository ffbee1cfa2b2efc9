"""The benchmarks are run by hand and rarely: here only that each can still begin."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Beside each other, as a script finds its neighbours.
LOADING = """
import runpy, sys
sys.path.insert(0, "bench")
for file in sys.argv[1:]:
    runpy.run_path(file, run_name="loaded")
"""


def test_every_benchmark_finds_what_it_uses_of_the_project():
    files = sorted(str(file) for file in (ROOT / "bench").glob("*.py"))
    done = subprocess.run(
        [sys.executable, "-c", LOADING, *files], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert len(files) > 15
    assert done.returncode == 0, done.stderr
