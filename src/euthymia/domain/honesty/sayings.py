"""The kinds of fabrication that the rates are of, in words: for pages that do not load the simulation."""

from __future__ import annotations

SAYS = {
    "straight": "the first set written down again with a point more or less",
    "copied": "one to four sets repeat an earlier one",
    "handed-on": "each set repeats the one before it with one sign changed",
    "rounded": "pressures guessed, three of four to a five",
    "clockwork": "times filled in ten minutes apart",
    "at-once": "charted together shortly before the signature",
    "late": "two to six sets entered 18 to 60 minutes after",
    "smoothed": "the four highest sets written down as ordinary ones, with a monitor beside",
    "invented": "all signs invented round a memory of the patient, with a monitor beside",
    "before-arrival": "a set measured before the patient had come",
    "after-signing": "a set changed or put in after the signature",
    "two-chairs": "most sets of a second chair charted from the first",
}
