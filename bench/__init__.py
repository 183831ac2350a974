"""`make bench`: what the program does in a second, each figure beside its reference.

One JSON document on standard output, `{"machine": …, "results": [{"name", "value", "unit", "reference",
"reference_value", "ratio"}]}`; `parts` beside them holds what a figure is made of. A figure is the median of five
runs after one warm-up; a reference is measured in the same run, its rounds taken in turn with the figure's.
Read the ratios: absolute figures move with the machine.

    python -m bench                       everything, some minutes
    python -m bench --only NAME …         these only
    python -m bench --quick               tiny sizes: that it runs, not how fast

Everything runs on an installation of its own in a temporary folder, with the program's real processes, and is
removed at the end. No other database is touched, whatever the environment names.
"""
