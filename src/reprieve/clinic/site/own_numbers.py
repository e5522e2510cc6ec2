"""The clinic's own numbers: what it asks for and when, which need no source; and how to tell them from a finding.

They stand where no source can be shown, in a price list and beside the address. Only the forms below count as the
clinic's own, and none does in a sentence that speaks of what a treatment does.
"""

from __future__ import annotations

import re

_WORD = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|ninety|"
    "una?|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|quince|veinte|treinta|cuarenta|cincuenta|"
    "sesenta|noventa"
)
_FIGURE = r"\d+(?:[.,]\d+)*"
_AMOUNT = rf"(?:{_FIGURE}|(?:{_WORD})\b)(?:\s*(?:-|–|to|or|a|o)\s*(?:{_FIGURE}|(?:{_WORD})\b))?"
_SHARE = (
    rf"(?:{_FIGURE}\s?%|(?:a\s+|one\s+)?(?:half|third|quarter)|(?:two|three)[\s-]+(?:thirds|quarters)|"
    r"la\s+mitad|(?:un|dos)\s+tercios?|(?:un|tres)\s+cuartos?|una\s+cuarta\s+parte)"
)
_SOLD = (
    "seconds?|minutes?|hours?|days?|weeks?|months?|years?|visits?|infusions?|sessions?|parts?|payments?|instal?lments?|"
    "calls?|segundos?|minutos?|horas?|días?|semanas?|mes(?:es)?|años?|consultas?|infusi(?:ón|ones)|sesi(?:ón|ones)|"
    "partes?|pagos?|cuotas?|llamadas?"
)
_PLACE = (
    "floor|level|suite|room|gate|entrance|door|bus|line|exit|piso|planta|consultorio|sala|puerta|entrada|línea|salida|"
    "nivel|autobús"
)
_PAID = (
    r"(?:each|every|the|a|your|our|cada|el|la|su|nuestro)?\s*(?:full\s+|whole\s+|total\s+)?"
    r"(?:prices?|bills?|costs?|fees?|total|income|(?:federal\s+)?poverty|precios?|facturas?|costos?|tarifas?|ingresos|"
    r"nivel\s+(?:federal\s+)?de\s+pobreza)"
)
_OWN = re.compile(
    rf"""
      (?:US)?[$€£]\s?{_FIGURE}
    | \b{_FIGURE}\s?(?:dollars?|cents?|USD|euros?|EUR|dólares|centavos)\b
    | \b{_AMOUNT}[\s-]+(?:\w+\s+)?(?:{_SOLD})\b
    | \b\d{{1,2}}(?::\d{{2}}|\s?(?:[ap]\.?\s?m\b\.?))(?:\s?[ap]\.?\s?m\b\.?)?
    | \b(?:{_PLACE})\s+\d+\w?\b | \b\d+(?:st|nd|rd|th|\.?[ºª])\s+(?:{_PLACE})\b
    | \b{_SHARE}(?:\s+(?:and|or|to|y|o|a)\s+{_SHARE})?\s+(?:(?:of|off|de|del)\s+{_PAID}|off|discount|de\s+descuento)\b
    """,
    re.I | re.X,
)
_ABOUT_TREATMENT = re.compile(
    r"""
      \b(?:relie\w+|better|improv\w*|help(?:s|ed)|heal\w*|cure[sd]?|effective\w*|works|worked|respon[sd]\w*|success\w*
        |benefit\w*|remission|stud(?:y|ies)|trials?|risks?|side\s+effects?|pain[\s-]*free|(?:less|no)\s+pain|patients?)\b
    | \b(?:alivi\w*|mejor\w*|ayud(?:a|an|ó|aron)|cura(?:n|da|do)?|efica\w*|efectividad|funcion\w*|respuestas?|respond\w*
        |éxitos?|benefici\w*|remisión|estudios?|ensayos?|riesgos?|efectos?\s+secundarios?|(?:sin|menos)\s+dolor
        |pacientes?)\b
    | \b(?:last(?:s|ed|ing)?|dura(?:n|ba)?|duró|duraron)\b
      .*\b(?:days?|weeks?|months?|years?|días?|semanas?|mes(?:es)?|años?)\b
    """,
    re.I | re.X,
)


def without_own_numbers(sentence: str) -> str:
    """The sentence without the numbers that are the clinic's own; whole where it speaks of what a treatment does."""
    return sentence if _ABOUT_TREATMENT.search(sentence) else _OWN.sub(" ", sentence)
