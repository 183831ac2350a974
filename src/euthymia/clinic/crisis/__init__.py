"""The crisis path: opened by an answer, walked by people against clocks, closed by a clinician."""
