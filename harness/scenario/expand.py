"""Parameters, includes and repeats: worked into the nodes of a file before its keys and types are looked at.

``$name`` (or ``${name}`` where a letter follows) in a value stands for a parameter, ``$$`` for a dollar sign. A
parameter whose default is empty must be given.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import yaml

from core.config.complaints import did_you_mean
from core.config.strict_yaml import BadInputFile, compose, finding, place, read, to_data, validate
from harness.scenario.schema import Fragment, Include, Repeat

Parameters = Mapping[str, str]

_PARAMETER: Final = re.compile(r"\$(?:\$|\{([A-Za-z]\w*)\}|([A-Za-z]\w*))", re.ASCII)
_SEQ: Final = "tag:yaml.org,2002:seq"
_MAP: Final = "tag:yaml.org,2002:map"
_DEEPEST_INCLUDE: Final = 10
_SHARED_LISTS: Final = ("fleet", "fees", "accounts", "workstations", "steps")


def entry(node: yaml.Node, key: str) -> yaml.Node | None:
    """The value under a key, if the node is a mapping that has it."""
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for name, value in node.value if name.value == key), None)


def parameters_of(node: yaml.Node | None) -> dict[str, str]:
    """A mapping of parameters, as text. Raises BadInputFile."""
    if node is None:
        return {}
    if not isinstance(node, yaml.MappingNode):
        raise BadInputFile([finding(node, "expected key: value lines, the parameters")])
    for key, value in node.value:
        if not re.fullmatch(r"[A-Za-z]\w*", key.value, re.ASCII):
            raise BadInputFile([finding(key, "a parameter's name is letters and digits", f"not {key.value!r}")])
        if not isinstance(value, yaml.ScalarNode):
            raise BadInputFile([finding(value, "a parameter's value is one text")])
    return {key.value: value.value for key, value in node.value}


def given(defaults: dict[str, str], values: yaml.Node | None, at: yaml.Node) -> dict[str, str]:
    """Defaults overlaid with what is given; unknown and missing ones raise BadInputFile."""
    chosen = parameters_of(values)
    for key in chosen:
        if key not in defaults:
            where = place(values or at, (key,), on_key=True)
            raise BadInputFile([finding(where, f"unknown parameter {key!r}", did_you_mean(key, sorted(defaults)))])
    merged = {**defaults, **chosen}
    missing = [key for key, value in merged.items() if value == ""]
    if missing:
        raise BadInputFile([finding(values or at, f"the parameter {missing[0]!r} needs a value")])
    return merged


def substitute(node: yaml.Node, parameters: Parameters) -> yaml.Node:
    """The node with its parameters replaced; nodes without any are shared, not copied. Raises BadInputFile."""
    if isinstance(node, yaml.ScalarNode):
        if "$" not in node.value:
            return node
        return yaml.ScalarNode(node.tag, _replace(node, parameters), node.start_mark, node.end_mark)
    if isinstance(node, yaml.SequenceNode):
        items = [substitute(item, parameters) for item in node.value]
        if all(new is old for new, old in zip(items, node.value, strict=True)):
            return node
        return yaml.SequenceNode(node.tag, items, node.start_mark, node.end_mark)
    pairs = [(key, substitute(value, parameters)) for key, value in node.value]
    if all(new[1] is old[1] for new, old in zip(pairs, node.value, strict=True)):
        return node
    return yaml.MappingNode(node.tag, pairs, node.start_mark, node.end_mark)


def _replace(node: yaml.ScalarNode, parameters: Parameters) -> str:
    def one(match: re.Match[str]) -> str:
        name = match[1] or match[2]
        if name is None:
            return "$"
        if name not in parameters:
            hint = did_you_mean(name, sorted(parameters)) or "write $$ for a dollar sign"
            raise BadInputFile([finding(node, f"unknown parameter ${name}", hint)])
        return parameters[name]

    return _PARAMETER.sub(one, node.value)


def expand_file(root: yaml.MappingNode, parameters: Parameters, path: Path) -> yaml.MappingNode:
    """The file's root with parameters, includes and repeats worked in. Raises BadInputFile."""
    lists: dict[str, list[yaml.Node]] = {key: [] for key in _SHARED_LISTS}
    includes = entry(root, "include")
    for each in _names(includes):
        _merge_fragment(substitute(each, parameters), path, lists)
    pairs: list[tuple[yaml.Node, yaml.Node]] = []
    for key, value in root.value:
        if key.value in {"parameters", "examples", "include"}:
            continue
        if key.value == "steps" and isinstance(value, yaml.SequenceNode):
            value = _sequence(value, expand_steps(value, parameters, path, ()))  # noqa: PLW2901
        else:
            value = substitute(value, parameters)  # noqa: PLW2901
        shared = lists.pop(key.value, None)
        if shared and isinstance(value, yaml.SequenceNode):
            value = _sequence(value, [*shared, *value.value])  # noqa: PLW2901
        pairs.append((key, value))
    for name, nodes in lists.items():
        if nodes and includes is not None:
            word = yaml.ScalarNode("tag:yaml.org,2002:str", name, includes.start_mark, includes.end_mark)
            pairs.append((word, yaml.SequenceNode(_SEQ, nodes, includes.start_mark, includes.end_mark)))
    return yaml.MappingNode(_MAP, pairs, root.start_mark, root.end_mark)


def expand_steps(
    steps: yaml.SequenceNode, parameters: Parameters, path: Path, stack: tuple[Path, ...]
) -> list[yaml.Node]:
    """The steps that stand in a list, with those of its includes and repeats in their places. Raises BadInputFile."""
    out: list[yaml.Node] = []
    for item in steps.value:
        include, repeat = entry(item, "include"), entry(item, "repeat")
        if include is not None and len(item.value) == 1:
            out += _included(include, parameters, path, stack)
        elif repeat is not None and len(item.value) == 1:
            out += _repeated(repeat, parameters, path, stack)
        else:
            out.append(substitute(item, parameters))
    return out


def _included(node: yaml.Node, parameters: Parameters, path: Path, stack: tuple[Path, ...]) -> list[yaml.Node]:
    node = substitute(node, parameters)
    include = validate(_mapping(node), Include)
    at = place(node, ("file",))
    fragment, file = _fragment(at, include.file, path)
    if file in stack or len(stack) >= _DEEPEST_INCLUDE:
        raise BadInputFile([finding(at, f"{include.file} includes itself")])
    chosen = given(parameters_of(entry(fragment, "parameters")), entry(node, "with"), node)
    steps = entry(fragment, "steps")
    if not isinstance(steps, yaml.SequenceNode):
        raise BadInputFile([finding(at, f"{include.file} has no steps to include")])
    return expand_steps(steps, chosen, file, (*stack, file))


def _repeated(node: yaml.Node, parameters: Parameters, path: Path, stack: tuple[Path, ...]) -> list[yaml.Node]:
    mapping = _mapping(node)
    heads = [(key, substitute(value, parameters)) for key, value in mapping.value if key.value != "steps"]
    steps = entry(mapping, "steps")
    body = [pair for pair in mapping.value if pair[0].value == "steps"]
    repeat = validate(yaml.MappingNode(mapping.tag, [*heads, *body], node.start_mark, node.end_mark), Repeat)
    if (repeat.times is None) == (not repeat.with_):
        raise BadInputFile([finding(node, "expected either times or with (a list of parameter sets)")])
    if not isinstance(steps, yaml.SequenceNode):
        raise BadInputFile([finding(node, "expected a list of steps")])
    rounds = [{repeat.as_: str(number + 1)} if repeat.as_ else {} for number in range(repeat.times or 0)]
    out: list[yaml.Node] = []
    for one in rounds or repeat.with_:
        out += expand_steps(steps, {**parameters, **one}, path, stack)
    return out


def _merge_fragment(name: yaml.Node, path: Path, lists: dict[str, list[yaml.Node]]) -> None:
    if not isinstance(name, yaml.ScalarNode):
        raise BadInputFile([finding(name, "expected the name of a file")])
    fragment, file = _fragment(name, name.value, path)
    chosen = given(parameters_of(entry(fragment, "parameters")), None, name)
    for key in _SHARED_LISTS:
        part = entry(fragment, key)
        if isinstance(part, yaml.SequenceNode):
            lists[key] += (
                expand_steps(part, chosen, file, (file,)) if key == "steps" else substitute(part, chosen).value
            )


def _fragment(at: yaml.Node, name: str, path: Path) -> tuple[yaml.MappingNode, Path]:
    file = path.parent / name
    if not file.is_file():
        raise BadInputFile(
            [finding(at, f"no such file: {file}", "files are looked up beside the file that names them")]
        )
    fragment = compose(read(file), str(file))
    if entry(fragment, "fragment") is None:
        raise BadInputFile([finding(at, f"{name} is not a fragment", "a fragment begins with the key fragment")])
    for key, _ in fragment.value:
        if key.value not in Fragment.model_fields:
            hint = did_you_mean(key.value, sorted(Fragment.model_fields))
            raise BadInputFile([finding(key, f"unknown key {key.value!r}", hint)])
    return fragment, file


def _names(node: yaml.Node | None) -> list[yaml.Node]:
    if node is None:
        return []
    return list(node.value) if isinstance(node, yaml.SequenceNode) else [node]


def _mapping(node: yaml.Node) -> yaml.MappingNode:
    if not isinstance(node, yaml.MappingNode):
        raise BadInputFile([finding(node, f"expected key: value lines, found {to_data(node)!r}")])
    return node


def _sequence(like: yaml.Node, items: list[yaml.Node]) -> yaml.SequenceNode:
    return yaml.SequenceNode(_SEQ, items, like.start_mark, like.end_mark)
