"""PDFs written by hand, so that tests need neither files nor a PDF writer."""

from __future__ import annotations

_LINES = (
    (72, 780, "Nordwind GmbH"),
    (72, 764, "Hafenstrasse 1, 20457 Hamburg"),
    (72, 700, "Rechnungsnummer: RE-2026/117"),
    (72, 684, "Rechnungsdatum: 3. Maerz 2026"),
    (72, 668, "Faellig am: 17.03.2026"),
    (72, 400, "Zwischensumme"),
    (480, 400, "1.000,00"),
    (72, 384, "MwSt. 19 %"),
    (480, 384, "190,00"),
    (72, 368, "Gesamtbetrag EUR"),
    (480, 368, "1.190,00"),
)


def _escaped(text: str) -> bytes:
    latin = text.replace("Maerz", "M\xe4rz").replace("Faellig", "F\xe4llig").encode("latin-1")
    return latin.replace(b"\\", rb"\\").replace(b"(", rb"\(").replace(b")", rb"\)")


def invoice_pdf(pages: int = 1) -> bytes:
    """Return a German invoice with a text layer, the same on every page."""
    drawn = b"".join(
        b"BT /F1 11 Tf %d %d Td (%s) Tj ET\n" % (x, y, _escaped(text)) for x, y, text in _LINES
    )
    kids = b" ".join(b"%d 0 R" % (5 + n) for n in range(pages))
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 3 0 R >> >> >>"
    )
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (pages, kids),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Length %d >>\nstream\n%sendstream" % (len(drawn), drawn),
        *[page] * pages,
    ]
    body, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    count = len(objects) + 1
    return body + (
        b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, table)
        + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, len(body))
    )


def _encrypted() -> bytes:
    """Return a PDF that nobody can open: its password entries fit no password that is tried."""
    plain = invoice_pdf()
    entry = (
        b"/Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -3904 /O <"
        + b"41" * 32
        + b"> /U <"
        + b"42" * 32
        + b"> >> /ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>] "
    )
    return plain.replace(b"/Root 1 0 R", entry + b"/Root 1 0 R")


ENCRYPTED_PDF = _encrypted()
