"""Strict YAML: every scalar is text, every mistake is told with file, line, column, what was expected and a hint.

Files are composed by libyaml into nodes that remember their places; no scalar is resolved (``no``, ``010`` and
``18:00`` stay what they are), and a pydantic model types them. Read in one step by :func:`load`, or as nodes by
:func:`compose` where a caller wants to rearrange them first.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from core.config.complaints import explain
from core.model.errors import PressroomError

Model = TypeVar("Model", bound=BaseModel)

_STR: Final = "tag:yaml.org,2002:str"
_SEQ: Final = "tag:yaml.org,2002:seq"
_MAP: Final = "tag:yaml.org,2002:map"
_MOST_FINDINGS: Final = 50
_DEEPEST: Final = 40


class Finding(NamedTuple):
    """One mistake in a file; line and column count from 1."""

    file: str
    line: int
    column: int
    message: str
    hint: str = ""

    def __str__(self) -> str:
        text = f"{self.file}:{self.line}:{self.column}: {self.message}"
        return f"{text} ({self.hint})" if self.hint else text


class BadInputFile(PressroomError):
    """A file cannot be used; ``findings`` says why, in the order of the file."""

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = sorted(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))


class _Named(io.StringIO):
    """Text with a file name, which libyaml puts into every mark."""

    def __init__(self, text: str, name: str) -> None:
        super().__init__(text)
        self.name = name


class _Loader(yaml.CBaseLoader):
    """libyaml composes by recursion in C and would overflow its stack; depth is counted on the way down."""

    _depth = 0

    def descend_resolver(self, current_node: yaml.Node | None, current_index: object) -> None:  # noqa: ARG002
        self._depth += 1
        if self._depth > _DEEPEST and current_node is not None:
            mark = current_node.start_mark
            raise yaml.composer.ComposerError(None, None, f"nested more than {_DEEPEST} deep", mark)

    def ascend_resolver(self) -> None:
        self._depth -= 1


def load(path: Path | str, model: type[Model]) -> Model:
    """Reads a file into ``model``. Raises BadInputFile."""
    return validate(compose(read(path), str(path)), model)


def load_text(text: str, name: str, model: type[Model]) -> Model:
    """Reads text into ``model``; ``name`` stands for the file in messages. Raises BadInputFile."""
    return validate(compose(text, name), model)


def read(path: Path | str) -> str:
    """A file's text (UTF-8). Raises BadInputFile."""
    try:
        return Path(path).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInputFile([Finding(str(path), 1, 1, f"not a text file in UTF-8 (octet {error.start})")]) from None
    except OSError as error:
        raise BadInputFile([Finding(str(path), 1, 1, f"cannot be read: {error.strerror}")]) from None


def compose(text: str, name: str) -> yaml.MappingNode:
    """The file's nodes: a mapping of text keys, without duplicates, anchors or tags. Raises BadInputFile."""
    loader = _Loader(_Named(text, name))
    try:
        node = loader.get_single_node()
    except yaml.YAMLError as error:
        raise BadInputFile([_syntax(error, name)]) from None
    finally:
        loader.dispose()
    if node is None:
        raise BadInputFile([Finding(name, 1, 1, "the file is empty")])
    findings: list[Finding] = []
    _inspect(node, set(), findings)
    if findings:
        raise BadInputFile(findings[:_MOST_FINDINGS])
    if not isinstance(node, yaml.MappingNode):
        found = "a list" if isinstance(node, yaml.SequenceNode) else "text"
        raise BadInputFile([finding(node, f"expected key: value lines at the top, found {found}")])
    return node


def validate(node: yaml.MappingNode, model: type[Model]) -> Model:
    """Types a node by a model. Raises BadInputFile with the place of every mistake."""
    try:
        return model.model_validate(to_data(node), by_alias=True, by_name=False)
    except ValidationError as error:
        found = [
            finding(place(node, complaint.where, on_key=complaint.on_key), complaint.message, complaint.hint)
            for complaint in explain(error, model)
        ]
        raise BadInputFile(found[:_MOST_FINDINGS]) from None


def to_data(node: yaml.Node) -> Any:
    """Plain dicts, lists and texts."""
    if isinstance(node, yaml.ScalarNode):
        return node.value
    if isinstance(node, yaml.SequenceNode):
        return [to_data(item) for item in node.value]
    return {key.value: to_data(value) for key, value in node.value}


def finding(node: yaml.Node, message: str, hint: str = "") -> Finding:
    """A mistake at the place of a node."""
    mark = node.start_mark
    return Finding(mark.name, mark.line + 1, mark.column + 1, message, hint)


def place(node: yaml.Node, where: tuple[str | int, ...], *, on_key: bool = False) -> yaml.Node:
    """The node at a path of keys and indices, as far as it leads; ``on_key``: the last key, not its value."""
    key: yaml.Node | None = None
    for part in where:
        found = _child(node, part)
        if found is not None:
            key, node = found
    return key if on_key and key is not None else node


def _child(node: yaml.Node, part: str | int) -> tuple[yaml.Node | None, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        text = str(part)
        return next(((key, value) for key, value in node.value if key.value == text), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int):
        return (None, node.value[part]) if part < len(node.value) else None
    if isinstance(node, yaml.SequenceNode):  # a list of words: the word itself
        return next(((item, item) for item in node.value if item.value == part), None)
    return None


def _inspect(node: yaml.Node, seen: set[int], findings: list[Finding]) -> None:
    """Notes duplicate keys, anchors, tags and keys that are no words."""
    if isinstance(node, yaml.ScalarNode):
        if node.tag != _STR:
            findings.append(finding(node, f"tags are not used here, found {node.tag}"))
        return
    if id(node) in seen:
        findings.append(finding(node, "anchors and aliases (&, *) are not used here", "write it out"))
        return
    seen.add(id(node))
    if node.tag not in {_SEQ, _MAP}:
        findings.append(finding(node, f"tags are not used here, found {node.tag}"))
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _inspect(item, seen, findings)
    else:
        _inspect_mapping(node, seen, findings)


def _inspect_mapping(node: yaml.Node, seen: set[int], findings: list[Finding]) -> None:
    first: dict[str, yaml.Node] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            hint = 'a value that begins with { needs quotes: "{…}"'
            findings.append(finding(key, "expected a word as key, found a list or a mapping", hint))
            continue
        if key.tag != _STR:
            findings.append(finding(key, f"tags are not used here, found {key.tag}"))
        if key.value in first:
            line = first[key.value].start_mark.line + 1
            findings.append(finding(key, f"the key {key.value!r} is here twice", f"first in line {line}"))
        first.setdefault(key.value, key)
        _inspect(value, seen, findings)


def _syntax(error: yaml.YAMLError, name: str) -> Finding:
    """libyaml's own complaint, in one line."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error).splitlines()[0]
    context = getattr(error, "context", None)
    message = f"not YAML: {problem}" + (f" ({context})" if context else "")
    hint = "indent with spaces" if "\\t" in message or "tab" in message else ""
    if mark is None:
        return Finding(name, 1, 1, message, hint)
    return Finding(name, mark.line + 1, mark.column + 1, message, hint)
