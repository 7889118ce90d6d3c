"""News to platforms as signed HTTP requests (推送), after Standard Webhooks 1.0: signed, retried, replayable."""
