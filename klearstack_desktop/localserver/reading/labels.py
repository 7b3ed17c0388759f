"""What stands beside a value on an invoice.

English, German, Dutch and French labels, and the commonest Spanish, Italian, Swedish and Polish.

A strength says how sure a label makes us: 1.0 names the value and nothing else, 0.5 may stand
beside other things too. Patterns are matched at word boundaries without regard to case.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache


class Wanted(StrEnum):
    """What the patterns look for, by internal field name."""

    NUMBER = "doc_number_value"
    DATE = "doc_date_value"
    DUE_DATE = "due_date_value"
    ORDER = "po_number_value"
    NET = "sub_total_value"
    TAX = "tax_total_value"
    TOTAL = "total_value"
    OTHER = ""
    """Labels of values that nobody wants, so that they are not taken for those above."""


@dataclass(frozen=True, slots=True)
class _Label:
    strength: float
    pattern: re.Pattern[str]


_NO = r"(?:number|num|no\.?|nr\.?|nummer|n\.?[°ºo]\.?|\#|id)"
_LABELS: dict[Wanted, tuple[tuple[float, str], ...]] = {
    Wanted.NUMBER: (
        (1.0, rf"(?:tax\s)?invoice\s?{_NO}"),
        (1.0, rf"(?:rechnungs?|beleg)[-\s]?{_NO}"),
        (1.0, rf"fact(?:uur|ure)[-\s]?{_NO}"),
        (1.0, r"num[ée]ro\s(?:de\s)?(?:la\s)?facture"),
        (1.0, r"n[°ºo]\.?\s(?:de\s)?facture"),
        (1.0, rf"fa[ck]tura(?:\svat)?[-\s]?{_NO}|fattura\s(?:{_NO}|n)|n[úu]mero\sde\sfactura"),
        (0.95, rf"(?:credit\snote|credit\smemo|gutschrifts?|creditnota|avoir)[-\s]?{_NO}"),
        (0.8, rf"(?:bill|document)\s{_NO}"),
        (0.6, r"factura|fattura|faktura(?:\svat)?"),
        (0.6, r"invoice|rechnung|factuur|facture|credit\snote|gutschrift|creditnota|avoir"),
        (0.5, r"\#"),
    ),
    Wanted.DATE: (
        (1.0, r"(?:invoice|bill|billing|credit\snote)\sdate|date\sof\s(?:invoice|issue)"),
        (1.0, r"(?:issue|issued)\s(?:date|on)|date\sissued|issued"),
        (1.0, r"rechnungs-?\s?datum|datum\sder\srechnung|ausstellungsdatum"),
        (1.0, r"factuur\s?datum"),
        (1.0, r"date\s(?:de\s(?:la\s)?)?facture|date\sd['’]\s?[ée]mission|date\sde\sfacturation"),
        (1.0, r"fecha\sde\s(?:la\s)?factura|data\s(?:della\s)?fattura|fakturadatum"),
        (1.0, r"fecha\sde\semisi[óo]n|data\s(?:di\semissione|wystawienia)"),
        (0.6, r"date|datum|fecha|data"),
        (0.55, r"du|vom|dated"),
    ),
    Wanted.DUE_DATE: (
        (1.0, r"(?:payment\s)?due\s(?:date|by|on)|pay\sby|payable\sby"),
        (1.0, r"f[äa]llig(?:keit(?:sdatum)?|\sam|\sbis)?|zahlungsziel|zahlbar\sbis"),
        (1.0, r"verval\s?datum|betalen\sv[óo]{2}r|uiterste\sbetaaldatum"),
        (1.0, r"date\sd['’]\s?[ée]ch[ée]ance|date\slimite\sde\spaiement(?:\sle)?|[ée]ch[ée]ance"),
        (1.0, r"(?:fecha\sde\s)?vencimiento|(?:data\sdi\s)?scadenza"),
        (1.0, r"f[öo]rfallodatum|f[öo]rfallodag|termin\sp[łl]atno[śs]ci"),
    ),
    Wanted.ORDER: (
        (1.0, rf"(?:purchase\sorder|p\.?o\.?)\s?{_NO}"),
        (1.0, rf"bestell-?\s?{_NO}|auftrags-?\s?{_NO}"),
        (0.9, rf"(?:order|inkooporder|bestel)-?\s?{_NO}"),
        (1.0, r"n[°ºo]\.?\s(?:de\s)?commande|bon\sde\scommande"),
    ),
    Wanted.NET: (
        (1.0, r"sub-?\s?total|sub\s?totaal|sous-total|zwischen(?:summe|total)"),
        (1.0, r"net(?:\s(?:total|amount))|total\s(?:net|excl\.?|before\stax)"),
        (1.0, r"taxable\s(?:value|amount)"),
        (1.0, r"netto(?:betrag|summe)?|summe\snetto|gesamt\snetto"),
        (1.0, r"(?:totaal\s)?(?:exclusief|excl\.?)\sbtw|netto\s?bedrag|grondslag"),
        (1.0, r"(?:total|montant)\s(?:eur\s)?h\.?t\.?"),
        (1.0, r"base\simponible|imponibile|warto[śs][ćc]\snetto"),
    ),
    Wanted.TAX: (
        (1.0, r"(?:total\s)?(?:vat|gst|sales\stax|tax)(?:\s(?:amount|total))?"),
        (1.0, r"(?:mwst\.?|ust\.?|mehrwertsteuer|umsatzsteuer)(?:\s?betrag)?"),
        (1.0, r"btw(?:\s?bedrag)?|(?:montant\s)?t\.?v\.?a\.?"),
        (1.0, r"i\.?v\.?a\.?|moms|kwota\svat"),
    ),
    Wanted.TOTAL: (
        (1.0, r"total\samount\sdue|amount\s(?:due|payable)|balance\sdue|total\s(?:due|payable)"),
        (1.0, r"(?:grand|invoice)\stotal|total\sto\spay|total\sfor\sthis\sinvoice"),
        (0.95, r"total\s(?:incl\.?|including|inc\.?)(?:\s\w+)?|total\samount|total\sgross"),
        (1.0, r"(?:gesamt|rechnungs|end|zahl|brutto)-?\s?(?:betrag|summe)"),
        (1.0, r"zu\szahlen(?:der\sbetrag)?"),
        (1.0, r"factuur\s?totaal|(?:totaal\s)?te\sbetalen|totaal\s?bedrag"),
        (0.95, r"totaal\s(?:incl\.?|inclusief)(?:\sbtw)?"),
        (1.0, r"(?:total|montant)\s(?:eur\s)?t\.?t\.?c\.?"),
        (1.0, r"(?:net|somme|montant|total)\s[àa]\spayer"),
        (1.0, r"total\sa\spagar|importe\stotal|totale\s(?:fattura|da\spagare|documento)"),
        (1.0, r"att\sbetala|razem\sdo\szap[łl]aty|do\szap[łl]aty"),
        (0.9, r"total\s(?:de\sla\s)?facture|montant\stotal"),
        (0.8, r"total|totaal|totale|gesamt|brutto|summe|summa|razem"),
    ),
    Wanted.OTHER: (
        (1.0, r"(?:order|delivery|ship(?:ping|ment)?|print|statement)\sdate|date\sof\ssupply"),
        (1.0, r"(?:bestell?|liefer|leistungs|order|lever|klant)-?datum|date\sde\slivraison"),
        (1.0, rf"(?:customer|client|account|vat|tax|gst|btw|ust|tva|kunden|klant)-?\s?{_NO}"),
        (1.0, r"payment\s(?:terms|reference)|invoice\s(?:period|summary|to|address)"),
        (1.0, r"total\s(?:qty|quantity|items|weight|pages)|totaal\saantal"),
        (1.0, r"prijs\sincl\.?\sbtw|inclusief\sbtw|(?:incl|inkl)\.?\s(?:btw|mwst\.?|ust\.?)"),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class LabelHit:
    """A label in a text: what it names, how surely, and where it stands (character offsets)."""

    wanted: Wanted
    strength: float
    start: int
    end: int


def find_labels(text: str) -> list[LabelHit]:
    """Return the labels in a text, in order.

    A label inside a longer one is none: "date" in "due date", "total" in "total excl. tax".
    """
    hits = [
        LabelHit(wanted, label.strength, match.start(), match.end())
        for wanted in Wanted
        for label in _labels_of(wanted)
        for match in label.pattern.finditer(text)
    ]
    whole = [hit for hit in hits if not any(_is_inside(hit, other) for other in hits)]
    return sorted(whole, key=lambda hit: (hit.start, -hit.strength))


def _is_inside(hit: LabelHit, other: LabelHit) -> bool:
    is_longer = other.end - other.start > hit.end - hit.start
    return is_longer and other.start <= hit.start and hit.end <= other.end


@cache
def _labels_of(wanted: Wanted) -> tuple[_Label, ...]:
    compiled = (
        _Label(strength, re.compile(rf"(?<!\w)(?:{pattern})(?![^\W\d])", re.IGNORECASE))
        for strength, pattern in _LABELS[wanted]
    )
    return tuple(compiled)
