"""The two jobs of an import, as ``stations.jobs`` calls them."""

from stations.imports import actions


def check_job(job, progress) -> dict:
    """Judge the workbook; the waiting person is sent to the preview."""
    found = actions.run_check(import_id=job.payload["import"], progress=progress)
    return {"url": found.get_absolute_url(), "state": found.state}


def apply_job(job, progress) -> dict:
    """Write the workbook; the waiting person is sent to its page."""
    found = actions.run_apply(import_id=job.payload["import"], progress=progress)
    return {"url": found.get_absolute_url(), "state": found.state}
