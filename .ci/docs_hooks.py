"""What the pages of docs/ are made from besides their own words: the README and its neighbours, the
server's tools, the command line, the Python methods. So that nothing is said twice.

A line of a page says what stands there:

    <!-- readme: Start -->       that section of the README, with what is below it
    <!-- file: SECURITY.md -->   a whole file, without its first heading
    <!-- tools -->               every tool with all of its arguments
    <!-- commands -->            every command with its options
    <!-- methods -->             every method of the Python client
    <!-- schema: run -->         a JSON schema: of study files (run) or of --json (envelope)
"""

import inspect
import json
import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text("utf-8")
LINE = re.compile(r"^<!-- (readme|file|tools|commands|methods|schema)(?:: (.+?))? -->$", re.M)
MOVED = {
    "SECURITY.md": "security.md",
    "CONTRIBUTING.md": "contributing.md",
    "docs/clusters.md": "clusters.md",
    "docs/schema.md": "schema.md",
    ".readme/report.png": "report.png",
    ".readme/real.png": "real.png",
}
"""Where links of the README and its neighbours lead within the pages."""


def on_files(files: Any, config: Any) -> Any:
    """Take the pictures in."""
    from mkdocs.structure.files import File

    for name in ("report.png", "real.png"):
        path = str(ROOT / ".readme" / name)
        files.append(File.generated(config, name, abs_src_path=path))
    return files


def on_page_markdown(markdown: str, **said: Any) -> str:
    """Put in what a page names."""
    return LINE.sub(lambda found: linked(MAKERS[found[1]](found[2] or "")), markdown)


def section(title: str) -> str:
    """A section of the README with those below it, its heading made one of the page's second level.

    Raises:
        LookupError: there is none of this title.
    """
    pattern = rf"^(#+) {re.escape(title)}\n(.*?)(?=^#{{1,2}} |\Z)"
    found = re.search(pattern, README, re.M | re.S)
    if found is None:
        raise LookupError(f"The README has no section {title!r}")
    level, text = len(found[1]), found[2]
    if level > 2:
        text = re.split(rf"^#{{1,{level}}} ", text, maxsplit=1, flags=re.M)[0]
    return f"## {title}\n{text}"


def whole(name: str) -> str:
    """A file without its first heading."""
    return re.sub(r"\A# .*\n", "", (ROOT / name).read_text("utf-8"))


def linked(text: str) -> str:
    """The same with its links to where the pages are."""
    for old, new in MOVED.items():
        text = text.replace(f"]({old})", f"]({new})")
    return text


def tools(_: str) -> str:
    """Every tool: what it does, and all that it takes."""
    from velleity.server.tool_set import tool_set

    found: list[str] = []
    for tool in tool_set():
        said = "\n".join(f"    {line}" for line in tool.description.splitlines())
        rows = [
            f"| `{one.name}` | {cell(one.takes)} | {'in `more`' if one.in_more else ''} "
            f"| {cell(one.about)} |"
            for one in tool.explained
        ]
        head = "| argument | takes | | |\n|---|---|---|---|\n" if rows else ""
        found.append(f"### {tool.name}\n\n{said}\n\n{head}" + "\n".join(rows))
    return "\n\n".join(found)


def cell(text: str) -> str:
    """A text that stands in a cell of a table."""
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;").replace("${", "&#36;{")


def commands(_: str) -> str:
    """Every command: what it does, its arguments and options."""
    from typer.main import get_command

    from velleity.clients.cli import app

    found: list[str] = []
    for name, one in vars(get_command(app))["commands"].items():
        for path, leaf in leaves(name, one):
            rows = [option(part) for part in leaf.params if part.name != "help"]
            head = "| | |\n|---|---|\n" if rows else ""
            about = " ".join((leaf.help or "").split())
            found.append(f"### velleity {path}\n\n{about}\n\n{head}" + "\n".join(rows))
    return "\n\n".join(found)


def leaves(name: str, command: Any) -> list[tuple[str, Any]]:
    """A command, or the commands of a group."""
    below = getattr(command, "commands", None)
    if not below:
        return [(name, command)]
    own = [(name, command)] if getattr(command, "invoke_without_command", False) else []
    return [*own, *((f"{name} {one}", leaf) for one, leaf in below.items())]


def option(part: Any) -> str:
    """A row about an argument or an option."""
    is_option = part.param_type_name == "option"
    words = (
        ", ".join((*part.opts, *part.secondary_opts)) if is_option else part.metavar or part.name
    )
    return f"| `{words}` | {cell(getattr(part, 'help', None) or '')} |"


def methods(_: str) -> str:
    """Every method of a laboratory and a study, and the functions beside them, with defaults."""
    from velleity.clients import Lab, Study, audit, replay

    found: list[str] = []
    for owner in (Lab, Study):
        said = (inspect.getdoc(owner) or "").split("\n\n")[0]
        found.append(f"### {owner.__name__}\n\n{said}")
        for name, one in inspect.getmembers(owner, inspect.isfunction):
            if not name.startswith("_"):
                parameters = list(inspect.signature(one).parameters.values())[1:]
                given = ", ".join(shown(each) for each in parameters)
                found.append(f"**`{name}({given})`**\n\n{told(one)}")
    found.append("### Functions")
    for one in (audit, replay):
        given = ", ".join(map(shown, inspect.signature(one).parameters.values()))
        found.append(f"**`{one.__name__}({given})`**\n\n{told(one)}")
    return "\n\n".join(found)


def told(method: Any) -> str:
    """What a method says of itself, with the errors that it raises as a list."""
    about, _, raised = (inspect.getdoc(method) or "").partition("\n\nRaises:\n")
    joined = re.sub(r"\n +(?! )", " ", inspect.cleandoc(raised)) if raised else ""
    lines = re.findall(r"^(\w+): (.*)$", joined, re.M)
    return "\n".join([about, "", *(f"- raises `{name}`: {why}" for name, why in lines)]).strip()


def shown(parameter: inspect.Parameter) -> str:
    """A parameter with its default."""
    if parameter.default is inspect.Parameter.empty:
        return parameter.name
    return f"{parameter.name}={parameter.default!r}"


def schema(name: str) -> str:
    """A JSON schema as a block."""
    from velleity.clients.studying.files import StudyFile
    from velleity.clients.terminal.envelope import Envelope

    made = {"run": StudyFile, "envelope": Envelope}[name].model_json_schema()
    return f"```json\n{json.dumps(made, indent=1)}\n```"


MAKERS = {
    "readme": section,
    "file": whole,
    "tools": tools,
    "commands": commands,
    "methods": methods,
    "schema": schema,
}
