"""What went wrong, said to a person who has to do something about it."""


class Trouble(Exception):
    """Something outside the program stops it. Carries a sentence in Chinese and one in English."""

    def __init__(self, chinese: str, english: str) -> None:
        super().__init__(f"{chinese}\n{english}")
        self.chinese = chinese
        self.english = english
