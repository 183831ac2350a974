"""A demo day in which any process may be killed at any moment, the database server too.

EUTHYMIA_KILLS says how often (a hundred for the long version); what the monitors were answered AA for is
there exactly once afterwards, and every chain is whole. It tests killed processes on a machine that goes
on: not a lost disk, not a lost machine, not a disk that lies about what it has written.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import psycopg
import pytest

from support.bedside import hl7
from support.processes import PATIENCE_S, Sender, free_port

pytestmark = [pytest.mark.processes]
KILLS = int(os.environ.get("EUTHYMIA_KILLS", "6"))
SERIAL = "KILLED-DAY"
CLI = [sys.executable, "-m", "euthymia.faces.command.cli"]


class Monitor(threading.Thread):
    """Sends a reading again and again until it is answered AA, then the next; remembers the answered."""

    def __init__(self, port: int) -> None:
        super().__init__(daemon=True)
        self.port, self.number, self.acknowledged, self.stopping = port, 0, [], False
        self.began = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=1)  # noqa: TID251 - the sender's own clock

    def at(self, number: int) -> datetime:
        return self.began + timedelta(milliseconds=10 * number)

    def run(self) -> None:
        time.sleep(1.5)
        while not self.stopping:
            try:
                sender = Sender(self.port)
                while not self.stopping:
                    self._send_one(sender)
            except (OSError, AssertionError):
                time.sleep(0.1)

    def _send_one(self, sender: Sender) -> None:
        sender.send([hl7(SERIAL, self.at(self.number), control=f"K{self.number}", hr=60 + self.number % 40)])
        answer = sender.answer()
        if answer is None:
            raise OSError("the listener went away")
        if answer[0] == "AA":
            self.acknowledged.append(self.number)
            self.number += 1
        time.sleep(0.02)  # slower than the readings' own times, which so never lie in the future


def victims(demo: subprocess.Popen[str], home: Path) -> list[psutil.Process]:
    """Everything that may be killed: the demo's children and the database server."""
    found = psutil.Process(demo.pid).children()
    kept = home / "postgres" / "postmaster.pid"
    pid = int(kept.read_text("utf-8").split()[0]) if kept.exists() else 0
    # After a kill its number stays in the file until the server is started again.
    return [*found, *([psutil.Process(pid)] if psutil.pid_exists(pid) and pid else [])]


def access(home: Path) -> dict[str, object]:
    kept = json.loads((home / "postgres-access.json").read_text("utf-8"))
    lines = (home / "postgres" / "postmaster.pid").read_text("utf-8").splitlines()
    return {
        "host": lines[4],
        "port": lines[3],
        "dbname": "euthymia",
        "user": "euthymia_owner",
        "password": kept["owner_password"],
    }


def test_nothing_acknowledged_is_lost_or_doubled(tmp_path: Path) -> None:
    home, port, mllp = tmp_path / "home", free_port(), free_port()
    env = {
        **os.environ,
        "EUTHYMIA_MODE": "demo",
        "EUTHYMIA_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "euthymia.config.settings",
    }
    demo = subprocess.Popen(
        [*CLI, "demo", "--port", str(port), "--mllp-port", str(mllp)],
        env=env,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert demo.stdout is not None
        for line in demo.stdout:
            if "Stop with Ctrl-C" in line:
                break
        place = "from support.killed_day import stand; stand()"
        subprocess.run([sys.executable, "-c", place], env=env, cwd=Path(__file__).parents[1], check=True)
        monitor = Monitor(mllp)
        monitor.start()
        chance, killed = random.Random(7), Counter[str]()
        for _ in range(KILLS):
            time.sleep(chance.uniform(0.3, 2.5))
            victim = chance.choice(victims(demo, home))
            with suppress(psutil.NoSuchProcess):
                killed[victim.name()] += 1
                victim.kill()
        reached, patience = len(monitor.acknowledged), time.monotonic() + PATIENCE_S
        while len(monitor.acknowledged) < reached + 20:
            assert time.monotonic() < patience, "the clinic did not come back after the last kill"
            time.sleep(0.2)
        monitor.stopping = True
        monitor.join(PATIENCE_S)
        with psycopg.connect(**access(home)) as connection:
            rows = connection.execute(
                "SELECT s.measured_at FROM monitoring_sample s JOIN devices_device d ON d.id = s.device WHERE d.serial = %s",
                [SERIAL],
            ).fetchall()
        stored = Counter(row[0] for row in rows)
        assert set(stored.values()) <= {1}, "a reading is there twice"
        missing = [number for number in monitor.acknowledged if monitor.at(number) not in stored]
        assert not missing, f"{len(missing)} acknowledged readings are lost after {dict(killed)}"
        assert len(monitor.acknowledged) > KILLS
        verified = subprocess.run([*CLI, "verify"], env=env, capture_output=True, text=True, check=False)
        assert verified.returncode == 0, verified.stdout + verified.stderr
    finally:
        demo.terminate()
        demo.communicate(timeout=PATIENCE_S)
