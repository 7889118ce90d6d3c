"""How the web process is started, by the server and by whoever measures it."""

from anxin.config.server.copies import Program

WEB_THREADS = 4
WEB_BACKPRESSURE = 64


def web_program(port: int, *, workers: int, host: str = "127.0.0.1") -> Program:
    """Few threads and a bound on what is accepted: each thread holds a database connection."""
    words = (
        *("--interface", "wsgi", "--host", host, "--port", str(port)),
        *("--workers", str(workers), "--blocking-threads", str(WEB_THREADS), "--backpressure", str(WEB_BACKPRESSURE)),
        *("--respawn-failed-workers", "--no-ws", "--workers-kill-timeout", "10"),
        "anxin.config.wsgi:application",
    )
    return Program("web", "anxin.config.web", words)
