"""Questions about the market."""

from anxin.market.jobs.selectors.applications import (
    Reliability,
    application_for,
    applications_counted,
    applications_of_post,
    applications_of_worker,
    reliability,
    slots_of_post,
    unconfirmed,
)
from anxin.market.jobs.selectors.employers import (
    employer_for,
    employer_of,
    employers_listed,
    employers_of,
    own_household,
)
from anxin.market.jobs.selectors.feeding import changes_since, post_rows, snapshot
from anxin.market.jobs.selectors.posts import (
    figures_today,
    places_kept,
    post_for,
    post_public,
    posts_by_id,
    posts_of_employer,
    posts_search,
    posts_waiting,
)
from anxin.market.jobs.selectors.profiles import (
    cohorts,
    hardships_of,
    profile_by_id,
    profile_for_staff,
    profile_of,
    profiles_by_id,
    profiles_listed,
)
from anxin.market.jobs.selectors.proofs import Proof, certificates_ending, proof_picture, proofs_waiting

__all__ = [
    "Proof",
    "Reliability",
    "application_for",
    "applications_counted",
    "applications_of_post",
    "applications_of_worker",
    "certificates_ending",
    "changes_since",
    "cohorts",
    "employer_for",
    "employer_of",
    "employers_listed",
    "employers_of",
    "figures_today",
    "hardships_of",
    "own_household",
    "places_kept",
    "post_for",
    "post_public",
    "post_rows",
    "posts_by_id",
    "posts_of_employer",
    "posts_search",
    "posts_waiting",
    "profile_by_id",
    "profile_for_staff",
    "profile_of",
    "profiles_by_id",
    "profiles_listed",
    "proof_picture",
    "proofs_waiting",
    "reliability",
    "slots_of_post",
    "snapshot",
    "unconfirmed",
]
