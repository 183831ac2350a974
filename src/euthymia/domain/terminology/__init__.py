"""Words in, one meaning out, or not recognised: drugs by name, brand, code and class; conditions by code and words."""

from .doses import Dose, Span
from .drug import BRANDS, CODES, Drug, Kind, Product, Route, Tag
from .formulary import FORMULARY, Formulary, Named, Offer
from .moments import Moment
from .reading import Mention, Reading, Unknown, recognise
from .standings import Standing

__all__ = [
    "BRANDS",
    "CODES",
    "FORMULARY",
    "Dose",
    "Drug",
    "Formulary",
    "Kind",
    "Mention",
    "Moment",
    "Named",
    "Offer",
    "Product",
    "Reading",
    "Route",
    "Span",
    "Standing",
    "Tag",
    "Unknown",
    "recognise",
]
