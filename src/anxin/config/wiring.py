"""The only place where event listeners are joined: who hears what, on one page."""


def join() -> None:
    """Join every listener to its event. Called once, when all apps are loaded."""
