"""What does not fit on a screen is not read."""

from tests.shape.sources import ending, functions, name_of, python

FUNCTION_LINES_MAX = 70
FILE_LINES_MAX = 800


def test_no_function_is_longer_than_a_screen() -> None:
    long = [
        f"{name_of(path)}:{function.lineno} {function.name} ({lines} lines)"
        for path in python()
        for function in functions(path)
        if (lines := (function.end_lineno or 0) - function.lineno + 1) > FUNCTION_LINES_MAX
    ]

    assert long == []


def test_no_file_is_longer_than_an_hour_of_reading() -> None:
    long = [
        f"{name_of(path)} ({lines} lines)"
        for path in ending(".py", ".html", ".css", ".js", ".sql", ".typ")
        if "migrations" not in path.parts
        and (lines := len(path.read_text(encoding="utf-8").splitlines())) > FILE_LINES_MAX
    ]

    assert long == []
