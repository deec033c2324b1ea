"""5,000 officers in one workbook, in a process of its own like a worker's child: seconds and peak memory."""

import json
import subprocess
import sys

import pytest

from tests.benchmarks import bench_import
from tests.benchmarks.figures import keep
from tests.worker.conftest import worker_environment

MOST_MEGABYTES = 500


@pytest.mark.django_db(transaction=True)
def test_five_thousand_officers_in_one_workbook():
    command = [sys.executable, "-m", bench_import.HERE, "child", str(bench_import.OFFICERS)]
    done = subprocess.run(command, env=worker_environment(), check=True, stdout=subprocess.PIPE, text=True)
    figures = json.loads(done.stdout.strip().splitlines()[-1])
    keep(**{f"import_{name}": value for name, value in figures.items()})
    assert figures["peak_rss_mb"] < MOST_MEGABYTES
    assert figures["progress_calls"] > 10
