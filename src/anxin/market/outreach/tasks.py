"""Jobs: telling subscribers."""

from anxin.kit import clock
from anxin.kit.jobs import defer, job, periodic
from anxin.market.jobs.events import PostPublished


@job()
def instant_job(post_id: int) -> None:
    """Tell those who want to hear at once."""
    from anxin.market.outreach.services import instant_send

    instant_send(post_id=post_id, at=clock.now())


def post_published(event: PostPublished) -> None:
    """Listener: a post went live. A lost job is made good by the morning's digest."""
    defer(instant_job, post_id=event.post_id)


@periodic("30 23 * * *")
def digests_daily() -> None:
    """Half past seven in the morning in Shanghai: what is new for each subscriber."""
    from anxin.market.outreach.services import digests_send

    digests_send(at=clock.now())
