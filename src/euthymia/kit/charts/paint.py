"""Two ways to colour the same drawing.

`css`: class names only; the page's sheets colour them for each theme.
`print`: plain SVG attributes in greys, for paper and PDF, with no style sheet and no variable.
"""

from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from euthymia.kit.charts.model import Stroke, Theme

_INK, _GREY, _PALE = "#000000", "#555555", "#777777"
_HALO = 'stroke="#ffffff" stroke-width="2.5" paint-order="stroke"'
PRINT_FONT = "DejaVu Sans Mono, DejaVu Sans, sans-serif"

_PRINT: dict[str, str] = {
    "minor": 'stroke="#e4e4e4" stroke-width="0.6"',
    "major": 'stroke="#bdbdbd" stroke-width="0.8"',
    "rule": 'stroke="#8a8a8a" stroke-width="0.8"',
    "limit": 'stroke="#777777" stroke-width="0.9" stroke-dasharray="2 3"',
    "now": 'stroke="#000000" stroke-width="1.2"',
    "marker": 'stroke="#333333" stroke-width="1" stroke-dasharray="4 3"',
    "flag": 'fill="#ffffff" stroke="#000000" stroke-width="1.1"',
    "text": f'fill="#333333" font-size="9" {_HALO}',
    "strong": f'fill="#000000" font-size="9" font-weight="bold" {_HALO}',
    "title": f'fill="#000000" font-size="9.5" font-weight="bold" {_HALO}',
}
_PRINT_TONES = {
    "pulse": _INK,
    "pressure": _INK,
    "saturation": _GREY,
    "breaths": _GREY,
    "prediction": _GREY,
    "score": _INK,
    "rate": _PALE,
    "given": _INK,
    "muted": _GREY,
    "accent": _INK,
}
_DASHES = {"solid": "", "dashed": ' stroke-dasharray="5 4"', "dotted": ' stroke-dasharray="1.5 4"'}


@dataclass(frozen=True, slots=True)
class Paint:
    """Attributes for a role in a tone. Attribute strings carry no leading space."""

    theme: Theme

    def role(self, name: str) -> str:
        """Grid, rules, markers and text: parts that have no tone."""
        return f'class="c-{name}"' if self.theme == "css" else _PRINT[name]

    def group(self, tone: str) -> str:
        """Opens the group that carries a tone."""
        return f'<g class="c-trace c-tone-{tone}">' if self.theme == "css" else "<g>"

    def line(self, tone: str, stroke: Stroke = "solid", *, slender: bool = False) -> str:
        if self.theme == "css":
            extra = (" c-thin" if slender else "") + (f" c-{stroke}" if stroke != "solid" else "")
            return f'class="c-line{extra}"'
        width = "0.9" if slender else "1.3"
        return (
            f'fill="none" stroke="{_PRINT_TONES[tone]}" stroke-width="{width}" '
            f'stroke-linecap="round" stroke-linejoin="round"{_DASHES[stroke]}'
        )

    def fill(self, tone: str) -> str:
        if self.theme == "css":
            return 'class="c-fill"'
        return f'fill="{_PRINT_TONES[tone]}" fill-opacity="0.2"'

    def solid(self, tone: str) -> str:
        if self.theme == "css":
            return 'class="c-solid"'
        return f'fill="{_PRINT_TONES[tone]}" stroke="{_PRINT_TONES[tone]}" stroke-width="0.8"'

    def open(self, tone: str) -> str:
        if self.theme == "css":
            return 'class="c-open"'
        return f'fill="#ffffff" stroke="{_PRINT_TONES[tone]}" stroke-width="1.2"'

    def stroke(self, tone: str) -> str:
        if self.theme == "css":
            return 'class="c-stroke"'
        return (
            f'fill="none" stroke="{_PRINT_TONES[tone]}" stroke-width="1.3" '
            'stroke-linecap="round" stroke-linejoin="round"'
        )


def text(content: str) -> str:
    """Escaped for the inside of an element; characters that XML forbids become a visible mark."""
    return escape("".join(c if c >= " " or c in "\t\n\r" else "�" for c in content))


def attribute(content: str) -> str:
    """Escaped and quoted for an attribute."""
    return quoteattr("".join(c if c >= " " else "�" for c in content))
