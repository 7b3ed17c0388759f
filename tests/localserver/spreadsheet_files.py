"""Small XLSX workbooks written by hand."""

from __future__ import annotations

import io
import zipfile

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"

WORKBOOK = (
    f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}">'
    '<sheets><sheet name="One" sheetId="1" r:id="rId7"/></sheets></workbook>'
)
LINKS = (
    f'<Relationships xmlns="{_PACKAGE}">'
    '<Relationship Id="rId7" Type="sheet" Target="worksheets/first.xml"/></Relationships>'
)
STRINGS = (
    f'<sst xmlns="{_MAIN}"><si><t>NAME</t></si><si><t>CODE</t></si>'
    "<si><r><t>Mül</t></r><r><t>ler</t></r><rPh><t>hint</t></rPh></si></sst>"
)
STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yy"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs></styleSheet>'
)
SHEET = (
    f'<worksheet xmlns="{_MAIN}"><sheetData>'
    '<row><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c>'
    '<c r="D1" t="inlineStr"><is><t>SINCE</t></is></c></row>'
    '<row><c r="A2" t="s"><v>2</v></c><c r="B2"><v>12345.0</v></c>'
    '<c r="D2" s="2"><v>46023</v></c></row>'
    '<row><c r="B3"><v>0.1</v></c><c r="C3" t="b"><v>1</v></c></row>'
    "</sheetData></worksheet>"
)


def workbook(**parts: str) -> bytes:
    """Return a workbook with names, codes and dates; ``parts`` replace some of it."""
    contents = {
        "workbook": ("xl/workbook.xml", WORKBOOK),
        "links": ("xl/_rels/workbook.xml.rels", LINKS),
        "strings": ("xl/sharedStrings.xml", STRINGS),
        "styles": ("xl/styles.xml", STYLES),
        "sheet": ("xl/worksheets/first.xml", SHEET),
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for key, (path, text) in contents.items():
            archive.writestr(path, parts.get(key, text))
    return stream.getvalue()
