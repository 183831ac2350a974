"""The same drawing goes into the PDF record: typst must take it with the fonts it carries."""

import typst

from euthymia.kit.charts import Chart, Lane, Marker, Series, TimeAxis


def test_typst_sets_the_print_drawing_with_its_own_fonts(tmp_path):
    drawn = Chart(
        (
            Lane(
                "SpO₂",
                1,
                "%",
                80,
                100,
                (Series("saturation", "points", [(0, 98), (5, 97)], "saturation", "ring"),),
            ),
            Lane("Given", markers=(Marker(2, "given", "first 4 mg"),)),
        ),
        TimeAxis(0, 30),
        520,
        260,
    ).svg("print")
    (tmp_path / "chart.svg").write_text(drawn, encoding="utf-8")
    (tmp_path / "page.typ").write_text('#image("chart.svg", width: 100%)', encoding="utf-8")
    pdf = typst.compile(str(tmp_path / "page.typ"), ignore_system_fonts=True)
    assert pdf.startswith(b"%PDF")
    assert b"DejaVuSansMono" in pdf
