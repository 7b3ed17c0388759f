"""Problems that are no fault of the service: a page or a file that cannot be used."""

from __future__ import annotations


class Problem(Exception):
    """Something went wrong that a reviewer must be told about.

    Attributes:
        sentence: what happened and what can be done, for people; plain text.
        details: for the log; holds neither secrets nor field values.
    """

    def __init__(self, sentence: str, details: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.details = details


class PageProblem(Problem):
    """A page cannot be shown."""


class FileProblem(Problem):
    """A file cannot be uploaded."""
