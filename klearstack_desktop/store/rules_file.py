"""The rules that this workstation lays over those that ship: ``rules.toml`` in its folder."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from klearstack_desktop.model.rules.book import RuleBook, rules_over_shipped, shipped_rules

if TYPE_CHECKING:
    from pathlib import Path

log = logging.getLogger(__name__)

FILE_NAME = "rules.toml"
_LARGEST_FILE = 1024 * 1024


def load(folder: Path) -> RuleBook:
    """Return the rules that count; those that ship where the folder has none to be read.

    What is wrong with the file stands in the book's problems.
    """
    path = folder / FILE_NAME
    try:
        if path.stat().st_size > _LARGEST_FILE:
            return _left_out(f"{FILE_NAME} is left out: it is larger than 1 MB.")
        book = rules_over_shipped(FILE_NAME, path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return shipped_rules()
    except UnicodeDecodeError:
        return _left_out(f"{FILE_NAME} is left out: it is no text in UTF-8.")
    except OSError as error:
        return _left_out(f"{FILE_NAME} is left out: it cannot be read, {error.strerror or error}.")
    for problem in book.problems:
        log.warning("%s", problem)
    return book


def _left_out(sentence: str) -> RuleBook:
    log.warning("the rules of this workstation are left out")
    return replace(shipped_rules(), problems=(sentence,))
