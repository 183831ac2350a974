"""Finding a Chromium on this machine, and the switches that make it quiet and repeatable.

There are two of them. The whole browser is what people look with, and what takes the pictures and the time they wait.
The headless shell is its engine without the windows round it: opening a page costs two fifths less of the processor, so
the tests prefer it; it stands in where the other is missing.
"""

from __future__ import annotations

import shutil
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BROWSER_PLACES = (
    "/usr/bin/chromium",
    "/usr/lib/chromium/chromium",
    "/snap/bin/chromium",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
SHELLS = ("chromium-headless-shell", "chrome-headless-shell")
# Of several lists of features Chromium heeds the last: so Playwright's own stand here too, before ours. The two pages
# that suggest addresses are loaded with every window, and cost as much as all else about it; no test has an address
# bar.
FEATURES_OFF = (
    "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "PaintHolding", "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect", "OptimizationHints", "NetworkTimeServiceQuerying", "AimEnabled",
    "PreconnectToSearch",
    "WebUIOmniboxPopup", "WebUIOmniboxAimPopup",
)  # fmt: skip
SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(FEATURES_OFF)}",
)


def find(*, shell_first: bool = False) -> str | None:
    """The path of a Chromium, or None when there is none."""
    browsers = [*_on_path(BROWSERS), *(place for place in BROWSER_PLACES if Path(place).exists())]
    shells = _on_path(SHELLS)
    return next(iter([*shells, *browsers] if shell_first else [*browsers, *shells]), None)


def _on_path(names: tuple[str, ...]) -> list[str]:
    return [found for name in names if (found := shutil.which(name))]
