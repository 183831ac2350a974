"""Words on paper: a typst template made into a PDF (PDF/UA-1), whatever the words in it are.

No font has every sign there is, and PDF/UA-1 refuses a sign that its reader could not be shown. Such a
sign is printed as its code point, so that nothing is lost and nothing looks like another sign.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

import typst

_MISSING = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_FAMILIES_AT_MOST = 40
_NEVER_SHOWN = ("Cc", "Cn", "Cs")  # control signs, signs that are none, halves of signs


def made_from(template: bytes, data: dict[str, Any], drawings: Mapping[str, str] | None = None) -> bytes:
    """The PDF of a template, which finds `data` as JSON in `sys.inputs.record`, and its drawings (SVG) by name."""
    hidden = set(_NEVER_SHOWN)
    for _ in range(_FAMILIES_AT_MOST):
        shown = {name: _in_codes(drawing, hidden) for name, drawing in (drawings or {}).items()}
        try:
            return _compiled(template, _shown(data, hidden), shown)
        except typst.TypstError as error:
            missing = _MISSING.search(str(error))
            if missing is None:
                raise
            signs = _ESCAPED.sub(lambda code: chr(int(code[1], 16)), missing[1])
            more = {_family(sign) for sign in signs if not sign.isascii() or not sign.isprintable()}
            if more <= hidden:
                raise
            hidden |= more
    raise ValueError("the record is written in more scripts than a page can be tried with")


def _compiled(template: bytes, data: Any, drawings: Mapping[str, str]) -> bytes:
    sources = {"main": template, **{name: drawing.encode("utf-8") for name, drawing in drawings.items()}}
    # The wheel takes a dictionary of files; its stub does not say so.
    made = typst.compile(
        sources, sys_inputs={"record": json.dumps(data)}, ignore_system_fonts=True, pdf_standards="ua-1"
    )  # type: ignore[call-overload]
    return bytes(made)


def _family(sign: str) -> str:
    """Signs that a font has or lacks together: a script by its name's first word, the rest by their kind."""
    category = unicodedata.category(sign)
    if category[0] in "LMN":
        return unicodedata.name(sign, category).split(" ")[0]
    return category


def _shown(value: Any, hidden: set[str]) -> Any:
    if isinstance(value, str):
        return _in_codes(value, hidden)
    if isinstance(value, dict):
        return {key: _shown(one, hidden) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_shown(one, hidden) for one in value]
    return value


def _in_codes(text: str, hidden: set[str]) -> str:
    return "".join(
        f"[U+{ord(sign):04X}]" if not _plain(sign) and _family(sign) in hidden else sign for sign in text
    )


def _plain(sign: str) -> bool:
    return sign in "\t\r\n" or (sign.isascii() and sign.isprintable())
