"""How the web process is started, by the server and by whoever measures it."""

import sys

WEB_THREADS = 4
WEB_BACKPRESSURE = 64


def web_command(port: int, *, workers: int, host: str = "127.0.0.1") -> list[str]:
    """Few threads and a bound on what is accepted: each thread holds a database connection."""
    return [
        *(sys.executable, "-m", "anxin.config.web", "--interface", "wsgi", "--host", host, "--port", str(port)),
        *("--workers", str(workers), "--blocking-threads", str(WEB_THREADS), "--backpressure", str(WEB_BACKPRESSURE)),
        *("--respawn-failed-workers", "--no-ws", "--workers-kill-timeout", "10"),
        "anxin.config.wsgi:application",
    ]
