"""`euthymia demo`: Lakeside Clinic at work on this machine, every process of the real program.

The supervisor starts the processes, starts again whichever is killed, and stops them all when it stops.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import click

from .database import django_ready


@dataclass(slots=True)
class Process:
    """One process of the program, and when it was last started."""

    name: str
    arguments: list[str]
    popen: subprocess.Popen[bytes] | None = None
    started: list[float] = field(default_factory=list)

    def start(self, log_folder: Path) -> None:
        log_folder.mkdir(parents=True, exist_ok=True)
        with (log_folder / f"{self.name}.log").open("ab") as log:
            self.popen = subprocess.Popen([sys.executable, *self.arguments], stdout=log, stderr=log)  # noqa: S603
        self.started = [*self.started[-9:], time.monotonic()]

    def keep_alive(self, log_folder: Path) -> bool:
        """Start it again when it has died; slower when it dies at once again and again."""
        if self.popen is not None and self.popen.poll() is None:
            return False
        recent = [one for one in self.started if time.monotonic() - one < 10]
        if len(recent) > 4 and time.monotonic() - recent[-1] < 2:
            return False
        self.start(log_folder)
        return True

    def stop(self) -> None:
        if self.popen is not None and self.popen.poll() is None:
            self.popen.terminate()

    def wait(self) -> None:
        if self.popen is None:
            return
        try:
            self.popen.wait(8)
        except subprocess.TimeoutExpired:
            self.popen.kill()


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--mllp-port",
    default=2575,
    show_default=True,
    type=click.IntRange(1, 65535),
    help="Where the monitors connect.",
)
@click.option(
    "--speed", default=1.0, show_default=True, type=click.FloatRange(1, 60), help="How fast clinic time runs."
)
def demo(host: str, port: int, mllp_port: int, speed: float) -> None:
    """Run Lakeside Clinic: invented people, simulated monitors, the real program."""
    os.environ.setdefault("EUTHYMIA_MODE", "demo")
    if os.environ["EUTHYMIA_MODE"] not in ("demo", "training"):
        raise click.UsageError("the demo runs in mode demo or training only: unset EUTHYMIA_MODE")
    os.environ.setdefault("EUTHYMIA_HOME", str(Path.cwd() / ".euthymia" / "demo"))
    if speed != 1:
        wall = datetime.now(UTC).isoformat()  # noqa: TID251 - where the clock of this installation is made
        os.environ["EUTHYMIA_CLOCK"] = f"{wall},{wall},{speed}"
    os.environ.setdefault("EUTHYMIA_URL", f"http://{host}:{port}")
    for taken, option in ((port, "--port (make demo PORT=…)"), (mllp_port, "--mllp-port")):
        _refuse_taken(host, taken, option)
    click.echo("Starting the database …", err=True)
    django_ready()
    _run(host, port, mllp_port)


def _run(host: str, port: int, mllp_port: int) -> None:
    from django.conf import settings
    from django.core.management import call_command

    from euthymia.kit import clock

    from . import demo_directory, demo_seed, demo_surveillance

    call_command("migrate", verbosity=0)
    click.echo("Making Lakeside Clinic …", err=True)
    password = demo_seed.demo_password(settings.EUTHYMIA_HOME, settings.EUTHYMIA_DEMO_PASSWORD)
    demo_seed.make_clinics(settings.EUTHYMIA_MODE, password)
    opened_at = clock.now()
    demo_directory.write(settings.EUTHYMIA_HOME, opened_at)
    seats = demo_seed.open_day(opened_at)
    reached = {}
    with click.progressbar(seats, label="The morning so far", file=sys.stderr) as bar:
        for seat in bar:
            reached[seat.session.pk] = demo_seed.replay_past(seat, clock.now())
    demo_surveillance.write(seats, clock.now())
    logs = settings.EUTHYMIA_HOME / "logs"
    command = ["-m", "euthymia.faces.command.cli"]
    processes = [
        Process("serve", [*command, "serve", "--host", host, "--port", str(port)]),
        Process("listen", [*command, "listen", "--host", "127.0.0.1", "--port", str(mllp_port)]),
    ]
    for process in processes:
        process.start(logs)
    _until_up(mllp_port, processes)
    _until_up(port, processes)
    for seat in seats:
        demo_seed.replay_past(seat, clock.now(), since=reached[seat.session.pk])
    monitors = Process(
        "monitors",
        ["-m", "euthymia.faces.command.demo_monitors", "127.0.0.1", str(mllp_port), opened_at.isoformat()],
    )
    watcher = Process("monitor", [*command, "monitor"])
    jobs = Process("jobs", [*command, "jobs"])
    processes += [monitors, watcher, jobs]
    monitors.start(logs)
    time.sleep(1)
    watcher.start(logs)
    jobs.start(logs)
    _say(host, port, password, logs)
    _supervise(processes, logs)


def _refuse_taken(host: str, port: int, option: str) -> None:
    """A port that somebody else listens at would look like ours: say so before anything is started."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.UsageError(
                f"port {port} cannot be used ({error.strerror}): choose another with {option}"
            ) from None


def _until_up(port: int, processes: list[Process]) -> None:
    """Wait until something answers at the port; give up when its process has died."""
    for _ in range(300):
        with socket.socket() as probe:
            probe.settimeout(0.2)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if any(process.popen is not None and process.popen.poll() is not None for process in processes):
            raise click.ClickException(
                f"a process stopped while starting: look into the logs (port {port} may be taken)"
            )
        time.sleep(0.1)
    raise click.ClickException(f"nothing answers at port {port} after half a minute: look into the logs")


def _say(host: str, port: int, password: str, logs: Path) -> None:
    from .demo_people import HILLSIDE_STAFF, PATIENT, STAFF

    click.echo(f"\nLakeside Clinic is open:  http://{host}:{port}/\n")
    click.echo(f"Password of every sign-in:  {password}\n")
    for email, name, title, roles in (*STAFF, *HILLSIDE_STAFF[:1]):
        click.echo(f"  {email:<30} {name}, {' '.join(roles)}{f' ({title})' if title else ''}")
    click.echo(f"  {PATIENT:<30} Ana, patient\n")
    click.echo(f"Logs: {logs}    Stop with Ctrl-C.")


def _supervise(processes: list[Process], logs: Path) -> None:
    """Until told to stop: whichever process dies is started again, and it is said."""
    stopping = False

    def stop(*_: object) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while not stopping:
        for process in processes:
            if process.keep_alive(logs):
                click.echo(f"{process.name} had stopped and was started again", err=True)
        time.sleep(0.5)
    for process in reversed(processes):
        process.stop()
    for process in processes:
        process.wait()
    click.echo("Stopped.")
