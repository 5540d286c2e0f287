"""Paper for the hours without power: numbered forms and slips in two languages, to be typed in later."""

import html
from collections.abc import Callable, Iterable

import segno

from kinward.model.code import form_number
from kinward.model.problem import Message

Translate = Callable[[str, str], str]

# What a line of the form asks, in the order in which the page at the desk asks it.
PERSON_COLUMNS = (
    Message("No."), Message("Given name"), Message("Family name"), Message("Father's name"), Message("Called at home"),
    Message("Sex f/m"), Message("Age or born"), Message("Town or village"), Message("To the first"),
    Message("Telephone"),
)  # fmt: skip
HOUSEHOLD_LINES = (
    Message("Crossing and desk"), Message("Day and hour"), Message("How many people in all"), Message("Adults"),
    Message("Needs: mobility, winter, hospital, electricity"), Message("Where will you sleep tonight, until when?"),
    Message("Wished region"), Message("Tell nobody that we are here (tick)"), Message("Written by"),
)  # fmt: skip
_HEADING = Message("Household at the desk")
_KEEP = Message("Keep this slip. Show it when you come again or look for somebody.")
_LINES_PER_FORM = 8
_SLIPS_PER_FORM = 4

_STYLE = """
@page { size: A4; margin: 11mm }
body { font: 10pt/1.3 "Noto Sans", "Noto Sans Armenian", sans-serif; color: #000; margin: 0 }
.form { break-after: page }
header { display: flex; justify-content: space-between; align-items: center; border-block-end: 2px solid #000 }
h1 { font-size: 15pt; margin: 0 }
.number { font: bold 17pt monospace }
.second { color: #333; font-size: 8.5pt }
table { border-collapse: collapse; inline-size: 100%; margin-block: 4mm }
th, td { border: 1px solid #000; padding: 1mm 1.5mm; text-align: start; vertical-align: top; font-weight: normal }
tbody td { block-size: 10mm }
.household td { block-size: 7mm }
.household td:first-child { inline-size: 42% }
.slips { display: grid; grid-template-columns: 1fr 1fr; gap: 3mm }
.slip { border: 1px dashed #000; padding: 3mm; display: flex; gap: 3mm; align-items: center }
.slip svg { inline-size: 20mm; block-size: 20mm; flex: none }
"""


def paper_forms(numbers: Iterable[int], languages: tuple[str, str], translate: Translate) -> str:
    """A page to print: a form for each number with slips to tear off. ``translate(text, language)``.

    The QR code and the number are the same on form and slip; they say nothing of the person.
    """
    first, second = languages

    def both(message: Message) -> str:
        one, two = translate(message.text, first), translate(message.text, second)
        return f'{html.escape(one)}<br><span class="second" lang="{second}">{html.escape(two)}</span>'

    forms = "\n".join(_form(number, both) for number in numbers)
    title = html.escape(translate(_HEADING.text, first))
    return (
        f'<!doctype html>\n<html lang="{first}"><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style>\n<body>\n{forms}\n</body></html>\n"
    )


def _form(number: int, both: Callable[[Message], str]) -> str:
    shown = form_number(number)
    head = "".join(f"<th>{both(column)}</th>" for column in PERSON_COLUMNS)
    empty = "<td></td>" * (len(PERSON_COLUMNS) - 1)
    persons = "".join(f"<tr><td>{line}</td>{empty}</tr>" for line in range(1, _LINES_PER_FORM + 1))
    household = "".join(f"<tr><td>{both(line)}</td><td></td></tr>" for line in HOUSEHOLD_LINES)
    code = segno.make(shown, micro=False, error="q").svg_inline(border=0)
    slip = (
        f'<div class="slip">{code}<div><strong class="number">{shown}</strong><br>{both(_KEEP)}</div></div>'
    )
    return (
        f'<section class="form"><header><h1>{both(_HEADING)}</h1>'
        f'<span class="number">{shown}</span></header>'
        f'<table class="household">{household}</table>'
        f"<table><thead><tr>{head}</tr></thead><tbody>{persons}</tbody></table>"
        f'<div class="slips">{slip * _SLIPS_PER_FORM}</div></section>'
    )
