"""The currencies of ISO 4217: which there are, and how many digits their amounts have."""

from __future__ import annotations

from functools import cache

from klearstack_desktop import resources

_USUAL_DIGITS = 2


@cache
def currency_codes() -> frozenset[str]:
    """Return the codes of all currencies that are in use, in capitals."""
    return frozenset(code for codes in _table().values() for code in codes)


def minor_digits(code: str) -> int:
    """Return how many digits a currency has after the decimal mark; 2 where it is not known."""
    return _digits().get(code.upper(), _USUAL_DIGITS)


@cache
def code_of_symbol(symbol: str) -> str:
    """Return the code that a sign or a usual name stands for; empty where several do, or none."""
    return str(_resource()["symbols"].get(symbol.strip().casefold(), ""))


@cache
def _digits() -> dict[str, int]:
    return {code: int(digits) for digits, codes in _table().items() for code in codes}


def _table() -> dict[str, list[str]]:
    return {digits: codes.split() for digits, codes in _resource()["codes_by_digits"].items()}


@cache
def _resource() -> dict[str, dict[str, str]]:
    return resources.toml("rules/currencies.toml")
