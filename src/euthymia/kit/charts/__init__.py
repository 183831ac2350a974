"""Charts drawn by the server as SVG: one generator for the page, for print and for PDF."""

from euthymia.kit.charts.chart import Chart
from euthymia.kit.charts.model import Lane, Limit, Marker, Series, TimeAxis

__all__ = ["Chart", "Lane", "Limit", "Marker", "Series", "TimeAxis"]
