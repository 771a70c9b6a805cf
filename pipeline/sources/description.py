"""What the publisher of a collection says of it: ``source.yaml`` at the root of the raw folder, each field optional."""

from dataclasses import dataclass, fields
from typing import Any

import yaml

from pipeline.errors import WrongUse
from pipeline.yaml_faults import YAML_FAULTS

SOURCE_FILE = "source.yaml"
MAX_SOURCE_FILE_BYTES = 64 * 1024


@dataclass(frozen=True)
class SourceDescription:
    """Who publishes the pages and on what terms. The pipeline claims nothing by itself: what is not said stays null.

    ``page_url`` is a pattern of public page addresses with ``{path}``, ``{drug_id}`` and ``{commit}``.
    """

    title: str | None = None
    publisher: str | None = None
    license_name: str | None = None
    license_url: str | None = None
    citation: str | None = None
    disclaimer: str | None = None
    page_url: str | None = None
    repository: str | None = None


_LICENSE = ("name", "url")
_FIELDS = (*(field.name for field in fields(SourceDescription) if not field.name.startswith("license_")), "license")
_WORDS = ("{path}", "{drug_id}", "{commit}")


def read_description(data: bytes) -> SourceDescription:
    """Read ``source.yaml``.

    Args:
        data: its bytes: a YAML mapping of ``title, publisher, license {name, url}, citation, disclaimer, page_url,
            repository``, each optional.

    Raises:
        WrongUse: it is no such mapping; the message names the field and what it may hold.
    """
    said = _mapping(_load(data), "it")
    _refuse_unknown(said, _FIELDS, "")
    terms = _mapping(said.pop("license", None), "license")
    _refuse_unknown(terms, _LICENSE, "license.")
    texts = {name: _text(name, value) for name, value in said.items()}
    texts |= {f"license_{name}": _text(f"license.{name}", value) for name, value in terms.items()}
    _check_pattern(texts.get("page_url"))
    return SourceDescription(**texts)


def _load(data: bytes) -> Any:
    if len(data) > MAX_SOURCE_FILE_BYTES:
        raise WrongUse(f"{SOURCE_FILE} is larger than {MAX_SOURCE_FILE_BYTES // 1024} KiB")
    try:
        return yaml.safe_load(data)
    except (*YAML_FAULTS, RecursionError) as error:
        raise WrongUse(f"{SOURCE_FILE} is no valid YAML: {' '.join(str(error).split())}") from error


def _mapping(value: Any, name: str) -> dict[Any, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise WrongUse(f"{SOURCE_FILE}: {name} must be a mapping of fields to text, not {_kind(value)}")
    return dict(value)


def _refuse_unknown(said: dict[Any, Any], known: tuple[str, ...], prefix: str) -> None:
    if unknown := [key if isinstance(key, str) else _kind(key) for key in said if key not in known]:
        names = ", ".join(f"{prefix}{name}" for name in unknown)
        raise WrongUse(
            f"{SOURCE_FILE}: unknown field {names}; it may hold {', '.join(prefix + name for name in known)}"
        )


def _text(name: str, value: Any) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise WrongUse(f"{SOURCE_FILE}: {name} must be text, not {_kind(value)}; put it in quotes")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise WrongUse(f"{SOURCE_FILE}: {name} holds half a character, which no file can hold") from error
    return value.strip() or None


_KINDS = {
    "dict": "a mapping",
    "list": "a list",
    "bool": "true or false",
    "int": "a number",
    "float": "a number",
    "date": "a date",
    "datetime": "a date",
}


def _kind(value: Any) -> str:
    return _KINDS.get(type(value).__name__, "something else")


def _check_pattern(page_url: str | None) -> None:
    if page_url is None:
        return
    if not page_url.startswith(("https://", "http://")):
        raise WrongUse(f"{SOURCE_FILE}: page_url must start with https:// or http://, not {page_url!r}")
    rest = page_url
    for word in _WORDS:
        rest = rest.replace(word, "")
    if "{" in rest or "}" in rest:
        raise WrongUse(f"{SOURCE_FILE}: page_url may hold {', '.join(_WORDS)} in braces and nothing else: {page_url!r}")
    if "{path}" not in page_url and "{drug_id}" not in page_url:
        raise WrongUse(f"{SOURCE_FILE}: page_url must hold {{path}} or {{drug_id}}, or every page has one address")
