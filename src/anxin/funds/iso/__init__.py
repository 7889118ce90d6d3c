"""ISO 20022 messages: pain.001 out, pain.002 and camt.053 in. Pure functions of bytes; no table is touched."""
