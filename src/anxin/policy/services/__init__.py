"""Writing of the policy context: releases and decisions."""

from anxin.policy.services.shipped import shipped_install

__all__ = ["shipped_install"]
