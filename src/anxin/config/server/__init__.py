"""What runs the product on one machine: the embedded database, the processes, their supervisor.

``binaries``, ``privilege``, ``cluster``, ``lock`` and ``children`` use the standard library only and import nothing of
ours, so that they work when everything else is broken. ``copies`` reads the rest of ours, when it is told to.
"""
