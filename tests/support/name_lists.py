"""Small invented lists of drug names, in the forms of an RxNorm release and of the NDC directory."""

from __future__ import annotations

from pathlib import Path

HEADINGS = (
    "PRODUCTID",
    "PRODUCTNDC",
    "PROPRIETARYNAME",
    "PROPRIETARYNAMESUFFIX",
    "NONPROPRIETARYNAME",
    "SUBSTANCENAME",
)


def conso(code: str, tty: str, name: str, lat: str = "ENG", sab: str = "RXNORM", suppress: str = "N") -> str:
    return f"{code}|{lat}||||||{code}1|||{code}|{sab}|{tty}|{code}|{name}||{suppress}||\n"


def rel(one: str, rela: str, other: str) -> str:
    return f"{one}||CUI|RO|{other}||CUI|{rela}|1||RXNORM||||N||\n"


CONSO = "".join(
    (
        conso("990001", "IN", "brimvaline"),
        conso("990002", "IN", "ostrelukine"),
        conso("36437", "IN", "sertraline"),
        conso("990003", "IN", "hidden", suppress="O"),
        conso("990004", "IN", "ausgedacht", lat="GER"),
        conso("990005", "IN", "of another source", sab="MTHSPL"),
        conso("990006", "SCD", "brimvaline 10 MG Oral Tablet"),
        conso("991001", "BN", "Brimvex"),
        conso("991002", "BN", "Duostrel"),
        conso("991003", "BN", "Orphanol"),
        conso("991004", "BN", "Sertrabrand"),
    )
)
REL = "".join(
    (
        rel("990001", "tradename_of", "991001"),
        rel("991001", "has_tradename", "990001"),
        rel("990001", "tradename_of", "991002"),
        rel("990002", "tradename_of", "991002"),
        rel("36437", "tradename_of", "991004"),
        rel("990001", "has_form", "990006"),
    )
)


def product(name: str, suffix: str, nonproprietary: str, substances: str) -> str:
    return "\t".join(("0000-1_x", "0000-1", name, suffix, nonproprietary, substances)) + "\n"


NDC = "\t".join(HEADINGS) + "\n" + "".join(
    (
        product("Brimvex", "XR", "brimvaline hydrochloride", "BRIMVALINE HYDROCHLORIDE"),
        product("Sertrabrand", "", "sertraline hydrochloride", "SERTRALINE HYDROCHLORIDE"),
        product("Klonopin", "", "brimvaline", "BRIMVALINE"),
        product("Manyol", "", "brimvaline", "BRIMVALINE"),
        product("Manyol", "", "ostrelukine and brimvaline", "OSTRELUKINE; BRIMVALINE"),
        product("Kitol", "", "a kit", ""),
    )
)  # fmt: skip


def release(folder: Path, conso: str = CONSO, rel: str | None = REL) -> Path:
    """A folder as RxNorm's archive unpacks."""
    (folder / "rrf").mkdir(parents=True)
    (folder / "rrf" / "RXNCONSO.RRF").write_text(conso, encoding="utf-8")
    if rel is not None:
        (folder / "rrf" / "RXNREL.RRF").write_text(rel, encoding="utf-8")
    return folder


def directory(path: Path, text: str = NDC, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path
