"""The repository itself: what its files must and must not say."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "euthymia"
OURS = ("src", "tests", "docs", "bench", ".ci", "changelog.d")


def files(*suffixes: str) -> Iterator[Path]:
    """Every text file of the repository's own, and those that lie at its top."""
    for folder in OURS:
        for path in sorted((ROOT / folder).rglob("*")):
            if (
                path.is_file()
                and "__pycache__" not in path.parts
                and (not suffixes or path.suffix in suffixes)
            ):
                yield path
    yield from (
        path for path in ROOT.iterdir() if path.is_file() and (not suffixes or path.suffix in suffixes)
    )


def text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        return ""


def where(pattern: str, *suffixes: str) -> list[str]:
    """FILE:LINE of every line that matches."""
    return [
        f"{path.relative_to(ROOT)}:{number}"
        for path in files(*suffixes)
        for number, line in enumerate(text(path).splitlines(), 1)
        if re.search(pattern, line)
    ]


def test_nothing_is_left_to_be_done_later() -> None:
    assert (
        where(
            r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X")) + r")\b",
            ".py",
            ".html",
            ".css",
            ".js",
            ".md",
        )
        == []
    )


def test_no_file_names_a_place_on_one_machine() -> None:
    assert where(r"(?<![\w.{}$/-])/" + r"(work|home|root|Users)/\w") == []


def test_requirements_hold_versions_and_hashes_and_no_address() -> None:
    for path in sorted((ROOT / "requirements").glob("*.txt")):
        content = text(path)
        assert "://" not in content and "--index" not in content, path.name
        packages = re.findall(r"^[a-z0-9][^\s=]*==\S+", content, re.MULTILINE | re.IGNORECASE)
        assert packages
        assert len(packages) <= content.count("--hash=sha256:"), path.name


def test_every_dependency_says_why() -> None:
    lines = text(ROOT / "pyproject.toml").splitlines()
    start = lines.index("dependencies = [")
    wanted = [line for line in lines[start:] if re.match(r'\s+"[A-Za-z0-9_.\[\],-]+[<>=]', line)]
    project = tomllib.loads("\n".join(lines))["project"]
    count = len(project["dependencies"]) + sum(map(len, project["optional-dependencies"].values()))
    assert len(wanted) == count
    assert [line for line in wanted if "  # " not in line] == []


def test_views_forms_and_addresses_never_touch_a_manager() -> None:
    """They read through queries and write through actions, so the clinic always comes first."""
    found = []
    for path in sorted(SOURCE.rglob("*.py")):
        if re.search(r"(^|_)(views|forms|urls)$", path.stem):
            tree = ast.parse(text(path))
            found += [
                f"{path.relative_to(SOURCE)}:{node.lineno}"
                for node in ast.walk(tree)
                if isinstance(node, ast.Attribute)
                and node.attr in ("objects", "_default_manager", "_base_manager")
            ]
    assert found == []


def test_templates_never_touch_a_manager() -> None:
    assert where(r"{[{%].*\.(objects|_set)\b", ".html") == []


# Actions that write and leave no row in the audit log, each with the reason why that is right.
SILENT = {
    ("clinic/audit", "record"): "it is the audit log",
    (
        "clinic/monitoring",
        "record",
    ): "each sample is itself a numbered, chained row that says from whom or what it came",
    (
        "clinic/messages",
        "locked",
    ): "a contact without a word in it; what is said of it afterwards is recorded",
    ("clinic/messages", "set_returned"): "stands beside `note`, which records why",
    ("clinic/monitoring", "let_time_pass"): "what time alone changes is an alarm event, numbered and chained",
    ("clinic/monitoring", "relink"): "what it changes are alarm events, numbered and chained",
    ("clinic/visits", "seat"): "the step that it takes is a numbered, chained row that names who took it",
    ("clinic/visits", "step"): "each step is itself a numbered, chained row that names who took it",
    ("clinic/visits", "step_once"): "as `step`, which it is when the step was not taken yet",
}
WRITES = {
    "save",
    "bulk_create",
    "bulk_update",
    "create",
    "get_or_create",
    "update_or_create",
    "update",
    "delete",
}


def calls(function: ast.FunctionDef) -> set[str]:
    """Dotted names of what a function calls: `x.save`, `auditing.record`, `_enter`."""
    found = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            found.add(ast.unparse(node.func))
    return found


def reach(name: str, functions: dict[str, set[str]], seen: set[str]) -> set[str]:
    """What a function calls, by itself or through others of its module."""
    seen.add(name)
    found = set(functions[name])
    for called in functions[name] & set(functions) - seen:
        found |= reach(called, functions, seen)
    return found


def app_of(path: Path) -> Path:
    return path.parent if path.name == "actions.py" else path.parent.parent


def source_of_actions(path: Path) -> str:
    """An app's verbs: its actions.py, or all files of its actions/ together."""
    if path.name != "__init__.py":
        return text(path)
    return "\n".join(text(each) for each in sorted(path.parent.glob("*.py")))


def silent_writers(path: Path) -> Iterator[str]:
    tree = ast.parse(source_of_actions(path).replace("from __future__ import annotations", ""))
    functions = {node.name: calls(node) for node in tree.body if isinstance(node, ast.FunctionDef)}
    for name in functions:
        reached = reach(name, functions, set())
        writes = any(one.rpartition(".")[2] in WRITES and "." in one for one in reached) or any(
            one in ("streams.append", "streams.extend", "streams.insert") for one in reached
        )
        if writes and not name.startswith("_") and "auditing.record" not in reached:
            yield name


def test_every_action_that_writes_leaves_a_row_in_the_audit_log() -> None:
    silent = {
        (app_of(path).relative_to(SOURCE).as_posix(), name)
        for path in sorted([*SOURCE.rglob("actions.py"), *SOURCE.rglob("actions/__init__.py")])
        for name in silent_writers(path)
    }
    assert silent - set(SILENT) == set(), "write an audit row, or the reason why there is none"
    for app, name in SILENT:
        kept = SOURCE / app / "actions.py"
        kept = kept if kept.exists() else SOURCE / app / "actions" / "__init__.py"
        assert f"def {name}(" in source_of_actions(kept), f"{app}.{name} is gone: take it off the list"


def test_migrations_stand_in_one_line() -> None:
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(None)
    assert loader.detect_conflicts() == {}
    for folder in sorted(SOURCE.rglob("migrations")):
        numbers = [path.name[:4] for path in sorted(folder.glob("[0-9]*.py"))]
        assert numbers == [f"{n:04d}" for n in range(1, len(numbers) + 1)], folder


def test_the_domain_needs_no_framework() -> None:
    code = (
        "import pkgutil, sys, importlib, euthymia.domain as domain\n"
        "for module in pkgutil.walk_packages(domain.__path__, 'euthymia.domain.'): importlib.import_module(module.name)\n"
        "print([name for name in ('django', 'psycopg', 'click') if name in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(SOURCE))
        for path in sorted(SOURCE.rglob("*.py"))
        if path.name not in ("__init__.py", "apps.py", "urls.py") and "migrations" not in path.parts
        and not ast.get_docstring(ast.parse(text(path)))
    ]  # fmt: skip
    assert silent == []


@pytest.mark.parametrize(
    "name", ["LICENSE", "README.md", "Makefile", ".ci/run", "mkdocs.yml", "CHANGELOG.md"]
)
def test_what_a_stranger_looks_for_is_there(name: str) -> None:
    assert text(ROOT / name).strip()
