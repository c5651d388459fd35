"""The documentation is complete, its links lead somewhere, and its examples are accepted by the product."""

from __future__ import annotations

import argparse
import ast
import json
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.cli.commands import parser
from engine.actor import SYSTEM
from engine.definitions.files import ModelFile
from engine.service import Engine

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
COMMANDS = DOCS / "commands.md"
LINK = re.compile(r"\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def pages() -> list[Path]:
    """Every Markdown file that git knows or would know."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return [ROOT / name for name in names if (ROOT / name).exists()]


def blocks(page: Path, language: str) -> list[str]:
    """The code blocks of one language on a page."""
    return [body for found, body in FENCE.findall(page.read_text(encoding="utf-8")) if found == language]


def subcommands() -> dict[str, argparse.ArgumentParser]:
    """Every word that `servicelane` understands, with its own parser."""
    action = next(one for one in parser()._actions if isinstance(one, argparse._SubParsersAction))
    return dict(action.choices)


def make_targets() -> list[str]:
    """The targets that `make help` lists."""
    return re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(), re.MULTILINE)


def first_column(page: Path) -> set[str]:
    """The first cells of all table rows of a page."""
    return set(re.findall(r"^\| (\S+) \|", page.read_text(encoding="utf-8"), re.MULTILINE)) - {"package"}


def required_packages() -> set[str]:
    """What pyproject.toml and package.json ask for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lines = [*project["dependencies"], *(line for group in project["optional-dependencies"].values() for line in group)]
    web = json.loads((ROOT / "api" / "web" / "package.json").read_text())
    python = {re.split(r"[\[=<>~!; ]", line, maxsplit=1)[0] for line in lines}
    return python | set(web["dependencies"]) | set(web["devDependencies"])


def packages() -> Iterator[Path]:
    """Folders that somebody may open first: what stands at the root, and each part of the engine."""
    yield from (ROOT / name for name in ("api", "api/web", "bpmn", "docs", "engine", "forms", "tests", "workers"))
    yield from (path.parent for path in sorted((ROOT / "engine").glob("*/__init__.py")))


def test_every_page_of_docs_is_linked_from_its_index() -> None:
    linked = set(LINK.findall((DOCS / "README.md").read_text(encoding="utf-8")))

    assert {path.name for path in DOCS.glob("*.md")} - {"README.md"} - linked == set()


def test_every_page_of_docs_has_one_title() -> None:
    titles = {path.name: re.sub(r"^```.*?^```", "", path.read_text(), flags=re.M | re.S) for path in DOCS.glob("*.md")}

    assert [name for name, text in titles.items() if len(re.findall(r"^# ", text, re.MULTILINE)) != 1] == []


def test_every_link_between_pages_leads_to_a_file() -> None:
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages()
        for target in LINK.findall(re.sub(r"`[^`\n]*`", "", FENCE.sub("", page.read_text(encoding="utf-8"))))
        if not target.startswith(("http://", "https://", "#", "mailto:"))
        and not (page.parent / target.partition("#")[0]).exists()
    ]

    assert broken == []


def test_every_command_and_each_of_its_options_is_documented() -> None:
    text = COMMANDS.read_text(encoding="utf-8")
    options = {
        option
        for command in subcommands().values()
        for action in command._actions
        for option in action.option_strings
        if option.startswith("--") and option != "--help"
    }

    assert [name for name in subcommands() if f"`servicelane {name}" not in text] == []
    assert [option for option in sorted(options) if option not in text] == []


def test_every_make_target_is_documented_and_every_documented_one_exists() -> None:
    text = COMMANDS.read_text(encoding="utf-8")
    named = {name for page in pages() for name in re.findall(r"`make ([a-z-]+)", page.read_text(encoding="utf-8"))}

    assert [name for name in make_targets() if f"`make {name}`" not in text] == []
    assert named - set(make_targets()) == set()


def test_every_environment_variable_of_the_commands_is_documented() -> None:
    code = "".join(path.read_text() for path in (ROOT / "api" / "cli").glob("*.py"))
    read = set(re.findall(r"environ(?:\.get\(|\[)\"([A-Z_]+)\"", code))
    text = COMMANDS.read_text(encoding="utf-8")

    assert read, "expected the commands to read variables, but found none: has the way of reading changed?"
    assert [name for name in sorted(read) if f"`{name}`" not in text] == []


@pytest.mark.parametrize("folder", [str(path.relative_to(ROOT)) for path in packages()])
def test_every_package_says_what_it_is(folder: str) -> None:
    opening = ROOT / folder / "__init__.py"
    named = re.search(r"docs/[a-z-]+\.md", opening.read_text(encoding="utf-8")) if opening.exists() else None

    assert (ROOT / folder / "README.md").exists() or (named is not None and (ROOT / named.group()).exists())


def test_every_dependency_has_its_line_and_no_line_is_left_over() -> None:
    listed = first_column(DOCS / "dependencies.md")

    assert required_packages() - listed == set()
    assert listed - required_packages() == set()


def test_every_python_example_is_python() -> None:
    broken = []
    for page in pages():
        for example in blocks(page, "python"):
            try:
                ast.parse(example.replace("…", "..."))
            except SyntaxError as error:
                broken.append(f"{page.relative_to(ROOT)}: {error.msg} in {error.text}")

    assert broken == []


def test_the_example_process_is_accepted_by_the_gate(sqlite_engine: Engine) -> None:
    page = DOCS / "add-a-process.md"
    (model,), (form,) = blocks(page, "xml"), blocks(page, "json")
    files = [ModelFile("approve_goodwill.bpmn", model.encode()), ModelFile("approve_goodwill.form", form.encode())]

    findings = sqlite_engine.check_models(files, actor=SYSTEM)

    assert [finding.text("en") for finding in findings if finding.level == "error"] == []
    assert sqlite_engine.deploy(files, actor=SYSTEM).items[0].version == 1


def test_pictures_are_small_and_shown_somewhere() -> None:
    shown = "".join(page.read_text(encoding="utf-8") for page in pages())

    for picture in (DOCS / "pictures").iterdir():
        assert picture.stat().st_size <= 250_000
        assert f"pictures/{picture.name}" in shown
