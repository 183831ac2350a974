"""A mailbox of files on this machine, for the demo and the tests: what would have gone, each message once."""

from __future__ import annotations

import json
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from .driver import Accepted, NotSent, Outcome, Outgoing

_BOUNCES = "bounce@"  # an address that refuses, so that a demo can show what then happens


@dataclass(frozen=True, slots=True)
class LocalMailbox:
    """A file for each key. Like a provider that recognises keys, it takes a message once however often it comes."""

    folder: Path
    recognises: timedelta = timedelta.max

    def send(self, outgoing: Outgoing) -> Outcome:
        if outgoing.to.startswith(_BOUNCES):
            return NotSent("the mailbox does not exist", permanent=True, nobody_there=True)
        self.folder.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=self.folder, prefix=".draft-")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(self._document(outgoing), file, ensure_ascii=False)
            # The name is given once, and only to what is whole.
            with suppress(FileExistsError):
                os.link(draft, self.folder / f"{outgoing.key}.json")
        finally:
            os.unlink(draft)
        return Accepted(f"local-{outgoing.key}")

    def read(self) -> list[dict[str, Any]]:
        """Every message that arrived, newest first."""
        if not self.folder.exists():
            return []
        found = [json.loads(path.read_text("utf-8")) for path in self.folder.glob("*.json")]
        return sorted(found, key=lambda one: (datetime.fromisoformat(one["at"]), one["key"]), reverse=True)

    def _document(self, outgoing: Outgoing) -> dict[str, Any]:
        return {
            "key": str(outgoing.key), "channel": outgoing.channel, "to": outgoing.to, "subject": outgoing.subject,
            "text": outgoing.text, "files": dict(outgoing.files), "at": outgoing.first_handed_at.isoformat(),
        }  # fmt: skip
