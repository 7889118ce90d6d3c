"""Client of the Anxin API (安心接口): signed requests, retries that never double, webhooks, a conformance run."""

from anxin_client.client import Answer, Client, Problem, Unreachable

__all__ = ["Answer", "Client", "Problem", "Unreachable"]
__version__ = "0.1.0"
