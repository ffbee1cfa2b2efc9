"""A worker whose jobs take as long as a test wants, and whose clocks are quick."""

import sys
from datetime import timedelta
from pathlib import Path
from time import sleep

import annotator.worker
from annotator.cli import main
from annotator.core import jobs as rules
from annotator.core.permissions import Permission
from annotator.services import jobs

rules.LOST_AFTER = timedelta(seconds=1)
jobs.BEAT_EVERY = timedelta(seconds=0.1)
annotator.worker.LOOK_EVERY_SECONDS = 0.2


def wait(database, order, progress):
    """Count for as long as a file is there."""
    while Path(order.params["while"]).exists():
        progress(1, 2, "Waiting")
        sleep(0.05)
    return {"waited": True}


if __name__ == "__main__":
    annotator.worker.slow = wait
    jobs.KINDS["wait"] = jobs.JobKind(Permission.READ_REPORTS, "annotator.worker:slow")
    main(["--instance", sys.argv[1], "worker", "--supervised"], prog_name="annotator")
