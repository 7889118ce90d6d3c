"""Reading papers: bytes in, kind and fields out (``read.read_bytes``). Pure, offline, deterministic.

The product itself knows ``base``, ``sniff`` and ``runner`` only: papers are read in child processes, and only there is
all the rest imported.
"""
