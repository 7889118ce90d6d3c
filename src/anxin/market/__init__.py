"""The gig market (零工市场): jobs, matching, and what stands around them. Each sub-package is a context of its own."""
