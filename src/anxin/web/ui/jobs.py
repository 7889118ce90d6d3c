"""Where the public pages of jobs are, for codes printed by kiosk and wall."""

from django.urls import NoReverseMatch, reverse


def job_address(post_id: int) -> str:
    """The page of one job."""
    try:
        return reverse("job", args=[post_id])
    except NoReverseMatch:
        return f"/jobs/{post_id}/"


def jobs_address() -> str:
    """The page that finds jobs."""
    try:
        return reverse("jobs")
    except NoReverseMatch:
        return "/jobs/"
