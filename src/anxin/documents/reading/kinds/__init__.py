"""What each kind of paper says: one module a kind, all on the same lines and records."""
