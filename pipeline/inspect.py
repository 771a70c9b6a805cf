"""One monograph shown as it is understood, line by line, in colour: for somebody who adds a rule."""

import stat
from pathlib import Path

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from pipeline.errors import WrongUse
from pipeline.monograph.parse import parse_page
from pipeline.monograph.tree import Bullet, Faq, Monograph, Rejected, Section
from pipeline.release.visible import visible
from pipeline.sources.page import MAX_PAGE_BYTES, Refusal, too_large
from pipeline.vocabulary import HeadingStyle, ParagraphKind, QuarantineReason, Severity

_STYLES = {
    "section": "bold white on blue",
    "paragraph": "white",
    "group": "bold yellow",
    "bullet": "green",
    "question": "bold magenta",
    "answer": "magenta",
    "": "dim",
}
_SEVERITY_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}


def render_page(path: Path) -> RenderableType:
    """A picture of how the page at ``path`` is understood: every line of it, and what row it belongs to.

    What a build sets aside without reading it is not read here either.

    Raises:
        WrongUse: there is no such file.
    """
    try:
        data = _read(path)
    except OSError as error:
        raise WrongUse(f"{path} cannot be read: {error.strerror}") from error
    if isinstance(data, Refusal):
        return _set_aside(path, data.reason, data.message)
    read = parse_page(data)
    if isinstance(read, Rejected):
        place = f" (line {read.line})" if read.line else ""
        return _set_aside(path, f"{read.reason}{place}", read.message)
    return Group(_summary(path, read), _lines(read), *_findings(read))


def _read(path: Path) -> bytes | Refusal:
    status = path.stat()
    if not stat.S_ISREG(status.st_mode) and not stat.S_ISDIR(status.st_mode):
        # Opening one may wait for ever.
        return Refusal(str(path), QuarantineReason.NOT_A_FILE, "It is a special file.")
    if status.st_size > MAX_PAGE_BYTES:
        return too_large(str(path), status.st_size)
    return path.read_bytes()


def _set_aside(path: Path, reason: str, message: str) -> Text:
    return _text(f"{path}: set aside as {reason}: {message}", "bold red")


def _text(said: str, style: str) -> Text:
    """Words of a page, unable to do anything to the terminal."""
    return Text(visible(said.expandtabs()), style)


def _summary(path: Path, monograph: Monograph) -> Text:
    ingredients = ", ".join(f"{ingredient.name} [{ingredient.slug}]" for ingredient in monograph.ingredients)
    title, generic_name = monograph.title or "none", monograph.generic_name or "none"
    lines = [
        _text(str(path), "bold"),
        _text(f"title: {title}   status: {monograph.status}   generic name: {generic_name}", ""),
        _text(f"ingredients: {ingredients or 'none'}", ""),
    ]
    return Text("\n").join([*lines, Text()])


def _lines(monograph: Monograph) -> Table:
    table = Table(box=None, pad_edge=False, show_header=True, header_style="bold")
    table.add_column("line", justify="right", style="dim")
    table.add_column("row")
    table.add_column("source", overflow="fold")
    roles = _roles(monograph)
    for number, line in enumerate(monograph.lines, 1):
        said, style = roles.get(number, ("", ""))
        table.add_row(str(number), _text(said, _STYLES[style]), _text(line, _STYLES[style]))
    return table


def _roles(monograph: Monograph) -> dict[int, tuple[str, str]]:
    """What each line is, and the name of its style."""
    roles: dict[int, tuple[str, str]] = {}
    for section in monograph.sections:
        for block in section.rows:
            for number in range(block.line_start, block.line_end + 1):
                roles[number] = ("", "")
            if isinstance(block, Faq):
                roles.update(_faq_roles(block))
            elif isinstance(block, Bullet):
                label = f" {block.label}:" if block.label else ""
                roles.update(dict.fromkeys(range(block.line_start, block.line_end + 1), ("  …", "bullet")))
                roles[block.line_start] = (f"bullet {block.depth}{label}", "bullet")
            elif block.kind is ParagraphKind.LABEL:
                roles[block.line_start] = (f"group {block.label}", "group")
            else:
                label = f" {block.label}:" if block.label else ""
                roles.update(dict.fromkeys(range(block.line_start, block.line_end + 1), ("  …", "paragraph")))
                roles[block.line_start] = (f"{block.kind}{label}", "paragraph")
        roles.update(_section_roles(section, roles))
    return roles


def _faq_roles(faq: Faq) -> dict[int, tuple[str, str]]:
    roles = dict.fromkeys(range(faq.line_start, faq.line_end + 1), ("answer", "answer"))
    roles[faq.line_start] = ("question", "question")
    return roles


def _section_roles(section: Section, roles: dict[int, tuple[str, str]]) -> dict[int, tuple[str, str]]:
    whose = f" of {section.ingredient.name}" if section.ingredient else ""
    name = f"{section.kind}{whose}"
    said = roles.get(section.line_start, ("", ""))[0]
    if section.heading_style is HeadingStyle.NONE:
        return {section.line_start: (f"({name}) {said}", "paragraph")}
    return {section.line_start: (f"{name} {said}".strip(), "section")}


def _findings(monograph: Monograph) -> list[Text]:
    return [
        _text(
            f"{finding.code.severity} {finding.code}"
            + (f", line {finding.line}" if finding.line else "")
            + f": {finding.message}",
            _SEVERITY_STYLES[finding.code.severity],
        )
        for finding in monograph.findings
    ]
