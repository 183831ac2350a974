"""The shapes of the points. Drawn as paths, never as letters, so that every machine shows the same."""

from euthymia.kit.charts.model import Symbol
from euthymia.kit.charts.paint import Paint, text
from euthymia.kit.charts.scale import number


def symbol(shape: Symbol, x: float, y: float, paint: Paint, tone: str, *, hollow: bool = False) -> str:
    """The shape with its tip or centre on (x, y); `hollow` is the late or corrected entry."""
    at = f"{number(x)} {number(y)}"
    filled = paint.open(tone) if hollow else paint.solid(tone)
    match shape:
        case "caret-down" | "caret-up":
            rise = -7 if shape == "caret-down" else 7
            if hollow:
                return f'<path d="M{at}l-4.5 {rise}h9Z" {paint.open(tone)}/>'
            path = f"M{number(x - 4.5)} {number(y + rise)}L{at}L{number(x + 4.5)} {number(y + rise)}"
            return f'<path d="{path}" {paint.stroke(tone)}/>'
        case "dot" | "ring":
            if shape == "ring" and hollow:
                inner = f'<circle cx="{number(x)}" cy="{number(y)}" r="1" {paint.solid(tone)}/>'
                return f'<circle cx="{number(x)}" cy="{number(y)}" r="4.5" {paint.open(tone)}/>{inner}'
            drawn = paint.open(tone) if shape == "ring" else filled
            return f'<circle cx="{number(x)}" cy="{number(y)}" r="3.2" {drawn}/>'
        case "square":
            return f'<path d="M{number(x - 2.7)} {number(y - 2.7)}h5.4v5.4h-5.4Z" {filled}/>'
        case "box":
            return f'<path d="M{number(x - 6.5)} {number(y - 6.5)}h13v13h-13Z" {paint.open(tone)}/>'
        case "triangle":
            return f'<path d="M{number(x)} {number(y - 5)}l5 9h-10Z" {filled}/>'
        case "cross":
            a, b = f"{number(x - 4)} {number(y - 4)}", f"{number(x - 4)} {number(y + 4)}"
            return f'<path d="M{a}l8 8M{b}l8 -8" {paint.stroke(tone)}/>'
        case "dash":
            return f'<path d="M{number(x - 4)} {number(y)}h8" {paint.stroke(tone)}/>'


def digit(value: float, x: float, y: float, paint: Paint, tone: str, *, hollow: bool = False) -> str:
    """A number in a box, as sedation scores are charted; dashed outline when late or corrected."""
    box = symbol("box", x, y, paint, tone)
    if hollow:
        box = box.replace("/>", ' stroke-dasharray="2 2"/>')
    return box + label(x, y + 3.8, f"{value:g}", paint, role="strong", anchor="middle")


def label(x: float, y: float, content: str, paint: Paint, *, role: str = "text", anchor: str = "") -> str:
    """One line of text, `y` being its baseline."""
    where = f' text-anchor="{anchor}"' if anchor else ""
    kind = "" if role == "text" and paint.theme == "css" else " " + paint.role(role)
    return f'<text x="{number(x)}" y="{number(y)}"{where}{kind}>{text(content)}</text>'
