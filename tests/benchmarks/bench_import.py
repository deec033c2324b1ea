"""A workbook of 5,000 officers through check and apply: seconds and peak memory of the process that does it.

Usage: ``python -m tests.benchmarks.bench_import [OFFICERS]`` with ``DATABASE_URL`` of a migrated database that may be
written to. The station is new each time; the work runs in a subprocess of its own, like a worker's child.
"""

import io
import json
import os
import resource
import subprocess
import sys
import time

HERE = "tests.benchmarks.bench_import"
OFFICERS = 5000
TEAMS = 40


def workbook(officers: int) -> bytes:
    """A station with many officers."""
    from openpyxl import Workbook  # noqa: PLC0415

    book = Workbook(write_only=True)
    teams = book.create_sheet("队室")
    teams.append(["名称", "类别", "排序"])
    for number in range(TEAMS):
        teams.append([f"第{number + 1}社区警务队", "社区警务队", number])
    people = book.create_sheet("人员")
    people.append(["警号", "姓名", "人员类别", "职务", "队室", "入队日期", "手机号", "出生年份", "入警年份", "特长"])
    for number in range(officers):
        team = f"第{number % TEAMS + 1}社区警务队"
        name = "王李张刘陈"[number % 5] + chr(0x4E00 + number % 4000) + chr(0x5E00 + number // 7 % 900)
        row = (
            f"B{number:06d}",
            name,
            "民警",
            "民警",
            team,
            "2024-01-01",
            f"138{number:08d}",
            1985,
            2008,
            "调解、外语",
        )
        people.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def measure(officers: int) -> dict:
    """Upload, check and apply in this process."""
    import django  # noqa: PLC0415

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: PLC0415

    from stations.imports import actions  # noqa: PLC0415
    from stations.kit import queue  # noqa: PLC0415
    from stations.kit.scoping import in_station  # noqa: PLC0415
    from stations.organisation.importer import KIND  # noqa: PLC0415
    from stations.organisation.models import Officer, Post, Station, User  # noqa: PLC0415

    queue.publish = lambda task, *args: True  # this process is the worker
    stamp = f"{time.time():.0f}"
    station = Station.objects.create(code=f"B{stamp}", name="bench", short_name="bench")
    ticks: list[tuple[int, int]] = []
    with in_station(station):
        chief = User.objects.create_user(f"bench{stamp}", None, name="bench", home_station=station)
        Officer.objects.create(station=station, user=chief, police_no="CHIEF", post=Post.CHIEF)
        file = SimpleUploadedFile("bench.xlsx", workbook(officers))
        base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        found = actions.upload(kind=KIND, file=file, station=station, actor=chief)
        started = time.perf_counter()
        found = actions.run_check(
            import_id=found.pk, progress=lambda done, total, message="": ticks.append((done, total))
        )
        checked = time.perf_counter()
        actions.request_apply(found=found, actor=chief)
        found = actions.run_apply(
            import_id=found.pk, progress=lambda done, total, message="": ticks.append((done, total))
        )
        applied = time.perf_counter()
        assert found.state == "applied", found.preview[:3]
        assert Officer.objects.count() == officers + 1
    return {
        "officers": officers,
        "check_s": round(checked - started, 1),
        "apply_s": round(applied - checked, 1),
        "progress_calls": len(ticks),
        "rss_before_mb": base // 1024,
        "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


if __name__ == "__main__":
    if sys.argv[1:2] == ["child"]:
        print(json.dumps(measure(int(sys.argv[2]))))
    else:
        officers = sys.argv[1] if len(sys.argv) > 1 else str(OFFICERS)
        done = subprocess.run(
            [sys.executable, "-m", HERE, "child", officers], check=True, capture_output=True, text=True
        )
        print(done.stdout.strip().splitlines()[-1])
