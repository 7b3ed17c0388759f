"""The doctor's report: as text for people, as JSON for machines, and the lines to paste."""

from __future__ import annotations

import json
import textwrap
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from klearstack_desktop.model.certificate import shown_fingerprint
from klearstack_desktop.model.diagnosis import NEEDED_CALLS, Outcome
from klearstack_desktop.model.fieldmap import readable_label

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from klearstack_desktop.model.certificate import ServerCertificate
    from klearstack_desktop.model.diagnosis import CallFinding, Diagnosis

FORMAT: Final = 1
"""Counts up when a key of the JSON report changes its meaning."""

_HEADINGS: Final = ("CALL", "PATH", "EVIDENCE", "RESULT", "STATUS", "ANSWER")
_MOST_NAMES: Final = 40
_COLUMNS: Final = 98


def text_report(diagnosis: Diagnosis) -> str:
    """Return the whole report as text."""
    sections = (
        _head(diagnosis),
        _table([_HEADINGS, *map(_row, diagnosis.calls)]),
        _notes(diagnosis),
        _names(diagnosis),
        verdict(diagnosis),
        override_lines(diagnosis),
    )
    return "\n\n".join(section for section in sections if section) + "\n"


def json_report(diagnosis: Diagnosis) -> str:
    """Return the whole report as JSON; see `model.diagnosis` for what the keys mean."""
    report: dict[str, Any] = {"format": FORMAT, **asdict(diagnosis)}
    report["certificate"] = _described(diagnosis.certificate)
    report["can_review"] = diagnosis.can_review
    report["unknown_names"] = diagnosis.unknown_names
    report["override_lines"] = override_lines(diagnosis)
    return json.dumps(report, indent=2, ensure_ascii=False) + "\n"


def verdict(diagnosis: Diagnosis) -> str:
    """Return in words whether a review can work."""
    missing = diagnosis.missing_for_review
    if missing:
        calls = ", ".join(f"{finding.call} ({finding.outcome.value})" for finding in missing)
        return f"A review cannot work, or this could not be shown: {calls}."
    return (
        f"The calls that a review reads with have answered: {', '.join(NEEDED_CALLS)}."
        "\nWhether saving, approving and rejecting work was not tried, because they change data."
    )


def override_lines(diagnosis: Diagnosis) -> str:
    """Return TOML to paste into the profile, empty where nothing differs.

    Lines that need a person's knowledge are comments.
    """
    lines = [*_dpi_lines(diagnosis), *_endpoint_lines(diagnosis), *_field_lines(diagnosis)]
    if not lines:
        return ""
    return "\n".join(("# To paste into the profile:", *lines))


def shown_status(finding: CallFinding) -> str:
    """Return the HTTP status, or a dash where there was no answer."""
    return "–" if finding.status is None else str(finding.status)


def shown_answer(finding: CallFinding) -> str:
    """Return how the answer looks and how much it lists."""
    if not finding.count:
        return finding.layout
    return f"{finding.layout}, {finding.count:,} found"


def facts(diagnosis: Diagnosis) -> tuple[tuple[str, str], ...]:
    """Return what is to be said of the server as a whole: what it is about, and what it is."""
    return (
        ("Server", diagnosis.server),
        ("Trust", diagnosis.trust),
        ("Proxy", diagnosis.proxy),
        ("Certificate", _shown_certificate(diagnosis)),
        ("Tokens", _shown_token(diagnosis)),
        ("Pages", _shown_image(diagnosis)),
    )


def _head(diagnosis: Diagnosis) -> str:
    title = f"KlearStack Desktop {diagnosis.version}, doctor's report of {diagnosis.made_at}"
    lines = []
    for what, said in facts(diagnosis):
        first, *more = said.splitlines() or [""]
        lines += [f"{what:<12} {first}", *(f"{'':<12} {line}" for line in more)]
    return "\n".join((title, "", *lines))


def _row(finding: CallFinding) -> tuple[str, ...]:
    return (
        finding.call,
        finding.path,
        finding.evidence,
        finding.outcome.value,
        shown_status(finding),
        shown_answer(finding),
    )


def _table(rows: Sequence[tuple[str, ...]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def _notes(diagnosis: Diagnosis) -> str:
    """Say once what holds for several calls."""
    by_note: dict[str, list[str]] = {}
    for finding in diagnosis.calls:
        if finding.note:
            tried = "not tried: " if finding.outcome is Outcome.NOT_TRIED else ""
            by_note.setdefault(tried + finding.note, []).append(finding.call)
    return "\n".join("\n".join((f"* {note}", *_wrapped(calls))) for note, calls in by_note.items())


def _wrapped(words: Iterable[str]) -> list[str]:
    text = ", ".join(words)
    return textwrap.wrap(text, _COLUMNS, initial_indent="  ", subsequent_indent="  ")


def _names(diagnosis: Diagnosis) -> str:
    lines = []
    for finding in diagnosis.calls:
        for names, what in (
            (finding.unknown_names, "names that the field map does not know"),
            (finding.unread_names, "names that are kept under Other"),
        ):
            if names:
                more = f"and {len(names) - _MOST_NAMES} more"
                shown = [*names[:_MOST_NAMES], *([more] if len(names) > _MOST_NAMES else [])]
                lines += [f"* {finding.call}: {what}", *_wrapped(shown)]
    return "\n".join(lines)


def _endpoint_lines(diagnosis: Diagnosis) -> Iterator[str]:
    import tomli_w  # loaded late: a start reports nothing

    missing = [f for f in diagnosis.calls if f.outcome is Outcome.MISSING]
    if not missing and not diagnosis.endpoints_to_set:
        return
    yield "[endpoints]"
    if diagnosis.endpoints_to_set:
        yield tomli_w.dumps(dict(diagnosis.endpoints_to_set)).rstrip()
    for finding in missing:
        yield f"# The server has no {finding.path}. Ask its administrator for the real path:"
        yield f'# {finding.call} = "/access/klearstack/…"'


def _dpi_lines(diagnosis: Diagnosis) -> Iterator[str]:
    # Above the tables: a bare key after a table's heading would belong to that table.
    image = diagnosis.image
    if image is not None and image.fitting_dpi is not None:
        yield "# Above the first [table] of the profile, as positions reach beyond the page:"
        yield f"# box_dpi = {image.fitting_dpi}"


def _field_lines(diagnosis: Diagnosis) -> Iterator[str]:
    import tomli_w  # loaded late: a start reports nothing

    names = diagnosis.unknown_names[:_MOST_NAMES]
    if names:
        labels = {
            name: {"label": diagnosis.field_labels.get(name) or readable_label(name)}
            for name in names
        }
        yield tomli_w.dumps({"field_map": labels}).rstrip()


def _shown_certificate(diagnosis: Diagnosis) -> str:
    certificate = diagnosis.certificate
    if certificate is None:
        return diagnosis.certificate_problem or "none: plain http on this computer"
    return "\n".join(
        (
            certificate.subject or "(made out to nobody)",
            f"issued by {certificate.issuer or 'nobody'}",
            *(["self-signed"] if certificate.is_self_signed else []),
            f"valid {_shown_day(certificate.valid_from)} to {_shown_day(certificate.valid_until)}",
            "SHA-256",
            *shown_fingerprint(certificate.sha256).splitlines(),
            *([f"met through the proxy {certificate.proxy}"] if certificate.proxy else []),
        )
    )


def _shown_day(moment: datetime | None) -> str:
    return "?" if moment is None else f"{moment:%Y-%m-%d}"


def _shown_token(diagnosis: Diagnosis) -> str:
    token = diagnosis.token
    if token is None:
        return "none"
    if token.lives_for is not None:
        life = f"live for {token.lives_for / 60:,.1f} min"
    else:
        life = "opaque" if token.is_opaque else "do not say how long they live"
    refresh = "with a refresh token" if token.has_refresh else "without a refresh token"
    parts = [life, refresh]
    if token.clock_ahead is not None:
        parts.append(f"the server's clock is {round(token.clock_ahead):+,} s from this computer's")
    return ", ".join(parts)


def _shown_image(diagnosis: Diagnosis) -> str:
    image = diagnosis.image
    if image is None:
        return "none seen"
    size = f"{image.form}, {image.media_type}, {image.width:,} x {image.height:,} px"
    several = f", {image.pages} in one answer" if image.pages > 1 else ""
    if not image.boxes:
        return f"{size}{several}; no positions to compare"
    return f"{size}{several}; {image.boxes_inside} of {image.boxes} positions lie on the page"


def _described(certificate: ServerCertificate | None) -> dict[str, Any] | None:
    if certificate is None:
        return None
    ends = (certificate.valid_from, certificate.valid_until)
    valid_from, valid_until = (end.isoformat() if end else None for end in ends)
    return {
        "subject": certificate.subject,
        "issuer": certificate.issuer,
        "valid_from": valid_from,
        "valid_until": valid_until,
        "sha256": certificate.sha256,
        "is_self_signed": certificate.is_self_signed,
        "proxy": certificate.proxy,
    }
