"""Check digits, so that fictitious bank accounts look right to whoever checks them."""

from __future__ import annotations


def iban(country: str, bban: str) -> str:
    """Return the IBAN of a country code and a basic account number, digits of ISO 7064 included."""
    as_digits = "".join(str(int(sign, 36)) for sign in f"{bban}{country}00")
    return f"{country}{98 - int(as_digits) % 97:02d}{bban}"


def grouped(code: str) -> str:
    """Print an IBAN in groups of four."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))
