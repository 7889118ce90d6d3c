"""Reading papers: bytes in, kind and fields out. Pure, offline, deterministic."""
