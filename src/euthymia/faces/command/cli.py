"""`euthymia`: every command in one line each; a command's own code is read when it is called."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, NoReturn

import click

from euthymia import __version__

NO, UNUSABLE = 1, 2


@dataclass(frozen=True, slots=True)
class Entry:
    """A command's name, where its click object is (`module:name`), and its line in `--help`."""

    name: str
    target: str
    says: str


_HERE = "euthymia.faces.command"
COMMANDS: tuple[Entry, ...] = (
    Entry(
        "evaluate", f"{_HERE}.evaluate:evaluate", "Judge one person on one day: is ketamine right and safe?"
    ),
    Entry("policies", f"{_HERE}.evaluate:policies", "List the policies, or print one to copy and change."),
    Entry(
        "interactions",
        f"{_HERE}.interactions:interactions",
        "Say what drugs are, and what they do beside ketamine.",
    ),
    Entry("formulary", f"{_HERE}.formulary:formulary", "Load a larger list of drug names, or list them."),
    Entry("simulate", f"{_HERE}.simulate:simulate", "Predict plasma and effect-site concentrations."),
    Entry("population", f"{_HERE}.population:population", "Percentiles over virtual patients, by seed."),
    Entry("models", f"{_HERE}.simulate:models", "List the pharmacokinetic models and what they rest on."),
    Entry("decode", f"{_HERE}.decode:decode", "Read device messages: bytes in, readings out."),
    Entry("watch", f"{_HERE}.watch:watch", "Run the alarm logic over recorded readings."),
    Entry("score", f"{_HERE}.instruments:score", "Score the answers to a questionnaire or scale."),
    Entry(
        "instruments", f"{_HERE}.instruments:instruments", "List the questionnaires and what they rest on."
    ),
    Entry(
        "ledger", f"{_HERE}.ledger:ledger", "Replay controlled-substance events; prove an entry of a book."
    ),
    Entry("id", f"{_HERE}.identifiers:identifier", "Check an NPI, a DEA number or an NDC."),
    Entry("plan", f"{_HERE}.plan:plan", "Plan courses of sessions, or say which limits are in the way."),
    Entry("schema", f"{_HERE}.schema:schema", "Print the JSON Schema of a public form."),
    Entry("demo", f"{_HERE}.demo:demo", "Run Lakeside Clinic: invented people, simulated monitors."),
    Entry("serve", f"{_HERE}.serve:serve", "Serve the pages and the live streams."),
    Entry("listen", f"{_HERE}.listen:listen", "Receive monitors' messages over MLLP."),
    Entry("monitor", f"{_HERE}.monitor:monitor", "Notice silence and escalate alarms, once a second."),
    Entry("jobs", f"{_HERE}.jobs:jobs", "Work off the outbox: reminders and what else waits its time."),
    Entry("migrate", f"{_HERE}.migrate:migrate", "Make or update the database and put its guards in place."),
    Entry("clinic", f"{_HERE}.user:clinic", "Add a clinic."),
    Entry("user", f"{_HERE}.user:user", "Add a person's sign-in and role."),
    Entry("doctor", f"{_HERE}.doctor:doctor", "Say in words what is misconfigured."),
    Entry("verify", f"{_HERE}.verify:verify", "Recompute every chain; name the first broken row."),
    Entry("key", f"{_HERE}.key:key", "Show or change the key that signs drug books' heads."),
    Entry("binder", f"{_HERE}.binder:binder", "Write the inspection packet of a drug book as one PDF."),
    Entry("nightly", f"{_HERE}.verify:nightly", "The night's work: verify and anchor."),
    Entry("backup", f"{_HERE}.backup:backup", "Write the database to a file."),
    Entry("restore", f"{_HERE}.backup:restore", "Read such a file into an empty database, and verify it."),
)


class Program(click.Group):
    """Finds a command by its entry, and turns every failure into lines and one of three exit statuses."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [entry.name for entry in COMMANDS]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        for entry in COMMANDS:
            if entry.name == name:
                module, _, attribute = entry.target.partition(":")
                command: click.Command = getattr(import_module(module), attribute)
                return command
        return None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(entry.name, entry.says) for entry in COMMANDS])

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        def run() -> Any:
            return super(Program, self).main(args, prog_name, complete_var, standalone_mode=False, **extra)

        return _answer(run) if standalone_mode else run()


def _answer(run: Callable[[], Any]) -> NoReturn:
    """Run and leave with 0 (done), 1 (the answer is no) or 2 (the input is unusable)."""
    try:
        status = run()
    except click.exceptions.NoArgsIsHelpError as helped:
        click.echo(helped.format_message(), err=True)
        status = UNUSABLE
    except click.ClickException as refusal:
        _say(f"{_place(refusal)}: {refusal.format_message()}")
        status = UNUSABLE
    except click.Abort:
        _say("euthymia: stopped")
        status = NO
    except Exception as error:
        if os.environ.get("EUTHYMIA_LOG", "").upper() == "DEBUG":
            raise
        _explain(error)
        status = UNUSABLE
    sys.exit(status if isinstance(status, int) else 0)


def _place(refusal: click.ClickException) -> str:
    """The command that refused, as it was called."""
    context = getattr(refusal, "ctx", None)
    return context.command_path if context is not None else "euthymia"


def _explain(error: Exception) -> None:
    from euthymia.domain.quantities import Unusable

    if isinstance(error, Unusable):
        refuse("euthymia", error)
        return
    says = " ".join(str(error).split()) or type(error).__name__
    _say(f"euthymia: {type(error).__name__}: {says}; EUTHYMIA_LOG=DEBUG shows where")


def refuse(where: str, refusal: Any) -> None:
    """One line on standard error for each fault of an Unusable: FILE:AT: what is wrong, what is accepted."""
    for fault in refusal.faults:
        accepted = f", accepted: {fault.accepted}" if fault.accepted else ""
        _say(f"{where}:{fault.at}: {fault.says}{accepted}")


def _say(line: str) -> None:
    click.echo(" ".join(line.split()), err=True)


@click.group(
    name="euthymia",
    cls=Program,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="euthymia", message="%(prog)s %(version)s")
def main() -> None:
    """Runs the ketamine therapy pathway: chart, dose, vital signs, predicted concentration.

    Exit status: 0 done, 1 the answer is no, 2 the input is unusable.
    """


if __name__ == "__main__":
    main()
