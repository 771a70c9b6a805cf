"""Front matter apart from the body: python-frontmatter's one door, which keeps the body's line offset."""

import json
import re
from datetime import date, datetime
from math import isfinite
from typing import Any, NamedTuple

import yaml
from frontmatter.default_handlers import YAMLHandler

from pipeline.monograph.tree import Finding
from pipeline.vocabulary import FindingCode
from pipeline.wording import excerpt_of
from pipeline.yaml_faults import YAML_FAULTS

LONGEST = 64 * 1024
"""Characters of front matter that are read; a longer one is no front matter of a monograph."""

DEEPEST = 32
"""Lists and mappings in each other, that of the keys counted; front matter of a monograph has one or two."""

LONGEST_NUMBER = 1024
"""Bits of a whole number, as many as a floating-point number reaches: no reader of JSON takes more."""

_PLAIN = re.compile(
    r"\n*(?:[a-z_]{4,}: (?!(?i:y|n|yes|no|on|off|true|false|null) *$)[A-Za-z][A-Za-z0-9 +()/.'-]*\n)*", re.MULTILINE
)
"""Lines of a key and a text beyond doubt: nothing in them means anything to YAML (1.1, plain scalars)."""

_BLANK_ABOVE = re.compile(r"(?:[ \t]*\n)+(?=-{3,}[ \t]*\n[A-Za-z_][\w-]*:)")
"""Blank lines above front matter; where no key follows, the dashes are a thematic break."""

_HANDLER = YAMLHandler()
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class FrontMatter(NamedTuple):
    """The keys of the front matter, the line that the body starts on (1-based), the body, and what is odd."""

    keys: dict[str, Any]
    body_line: int
    body: str
    findings: tuple[Finding, ...]


def split_front_matter(text: str) -> FrontMatter:
    """Split a page (line ends LF) into front matter and body. Never raises: what is odd is a finding."""
    if blank := _BLANK_ABOVE.match(text):
        front = split_front_matter(text[blank.end() :])
        return front._replace(body_line=front.body_line + blank[0].count("\n"))
    if not _HANDLER.detect(text):
        return FrontMatter(
            {}, 1, text, (Finding(FindingCode.FRONT_MATTER_MISSING, None, "the page has no front matter"),)
        )
    try:
        source, body = _HANDLER.split(text)
    except ValueError:
        message = "the front matter is opened and never closed"
        return FrontMatter({}, 1, text, (Finding(FindingCode.FRONT_MATTER_UNCLOSED, 1, message, text),))
    # Where text follows at once, the line end of the closing line is left with the body.
    body = body.removeprefix("\n")
    body_line = text.count("\n", 0, len(text) - len(body)) + 1
    try:
        keys = _load(source)
    except YAML_FAULTS as error:
        reason = excerpt_of(" ".join(str(error).split())) or type(error).__name__
        message = f"the front matter is not used: {reason}"
        return FrontMatter({}, body_line, body, (Finding(FindingCode.FRONT_MATTER_INVALID, 1, message),))
    return FrontMatter(keys, body_line, body, ())


def _load(source: str) -> dict[str, Any]:
    if len(source) > LONGEST:
        raise ValueError(f"it is longer than {LONGEST} characters")
    if _PLAIN.fullmatch(source):
        lines = (line.split(": ", 1) for line in source.split("\n") if line)
        return {key: value.rstrip(" ") for key, value in lines}
    _refuse_bombs(source)
    keys = _HANDLER.load(source, Loader=_LOADER)
    if keys is None:
        return {}
    if not isinstance(keys, dict):
        raise ValueError("it is no mapping of keys to values")  # noqa: TRY004 (the value is wrong, not the call)
    return {_key(key): _plain(value) for key, value in keys.items()}


def _refuse_bombs(source: str) -> None:
    """Refuse small texts that are huge values, by the events: only values are made by calls within calls.

    Raises:
        ValueError: an alias, which is how a value holds another one many times, or nesting that overflows the stack.
    """
    depth = 0
    for event in yaml.parse(source, Loader=_LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise ValueError(f"its lists and mappings are nested more than {DEEPEST} deep")
        if isinstance(event, yaml.AliasEvent):
            raise ValueError("it holds a YAML alias")  # noqa: TRY004 (the text is wrong, not the call)


def as_text(value: object) -> str | None:
    """A front-matter value as a text cell: null where there is nothing, JSON where it is a list or mapping."""
    if value is None:
        return None
    text = value if isinstance(value, str) else as_json(value)
    return " ".join(text.replace("\0", "\ufffd").split()) or None


def as_json(value: object) -> str:
    """JSON with sorted keys."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _key(key: object) -> str:
    said = _plain(key)
    return said if isinstance(said, str) else as_json(said)


def _plain(value: object) -> object:
    """A value of YAML as one of JSON: dates as ISO 8601, sets as sorted lists, what JSON lacks as its text."""
    if isinstance(value, dict):
        return {_key(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    if isinstance(value, set):
        return sorted(map(_key, value))
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    if isinstance(value, int) and value.bit_length() > LONGEST_NUMBER:
        raise ValueError(f"a number in it has more than {LONGEST_NUMBER} bits")
    is_json = value is None or isinstance(value, (str, int)) or (isinstance(value, float) and isfinite(value))
    return value if is_json else str(value)
