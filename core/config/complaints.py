"""What pydantic complains of, said in the words of the person who wrote the file."""

from __future__ import annotations

import difflib
import types
from collections.abc import Iterator
from typing import Annotated, Any, Final, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

Where = tuple[str | int, ...]

_PLAIN: Final = {
    "string_type": "expected text",
    "int_type": "expected a whole number",
    "int_parsing": "expected a whole number",
    "int_from_float": "expected a whole number",
    "int_parsing_size": "expected a smaller number",
    "float_parsing": "expected a number",
    "bool_parsing": "expected yes or no",
    "bool_type": "expected yes or no",
    "list_type": "expected a list",
    "tuple_type": "expected a list",
    "dict_type": "expected key: value lines",
    "model_type": "expected key: value lines",
    "model_attributes_type": "expected key: value lines",
    "date_from_datetime_parsing": "expected a date such as 2026-03-30",
    "date_parsing": "expected a date such as 2026-03-30",
    "date_type": "expected a date such as 2026-03-30",
}
_BOUNDS: Final = {
    "greater_than_equal": "expected at least {ge}",
    "greater_than": "expected more than {gt}",
    "less_than_equal": "expected at most {le}",
    "less_than": "expected less than {lt}",
    "string_too_short": "expected at least {min_length} characters",
    "string_too_long": "expected at most {max_length} characters",
    "too_short": "expected at least {min_length} items",
    "too_long": "expected at most {max_length} items",
    "string_pattern_mismatch": "expected the form {pattern}",
}
_LONGEST_QUOTE: Final = 60


class Complaint(NamedTuple):
    """One mistake: the path of keys and indices to it, whether the key itself is wrong, and what to say."""

    where: Where
    on_key: bool
    message: str
    hint: str


def explain(error: ValidationError, model: type[BaseModel]) -> list[Complaint]:
    """One complaint for each mistake; of several alternatives that all failed, each says its own.

    Where there are keys and values instead of a word, the alternative of a word says nothing.
    """
    complaints: dict[tuple[Where, str], Complaint] = {}
    found = error.errors(include_url=False)
    for details in found:
        place = details["loc"][:-1]
        others = any(other is not details and other["loc"][: len(place)] == place for other in found)
        if others and details["type"] == "literal_error" and isinstance(details["input"], dict):
            continue
        if details["type"] == "too_short" and len(details["input"]) >= details["ctx"]["min_length"]:
            continue  # the items are there, but some are wrong: those have complaints of their own
        complaint = _complaint(details, model)
        complaints.setdefault((complaint.where, complaint.message), complaint)
    return list(complaints.values())


def _complaint(details: ErrorDetails, model: type[BaseModel]) -> Complaint:
    where, kind = details["loc"], details["type"]
    if kind == "extra_forbidden":
        known = sorted(set(_keys_at(model, where[:-1])))
        return Complaint(where, True, f"unknown key {where[-1]!r}", did_you_mean(str(where[-1]), known))
    if kind == "missing":
        return Complaint(where[:-1], False, f"the key {where[-1]!r} is missing", "")
    if kind in {"literal_error", "enum"}:
        return _not_one_of(details, where)
    if kind in {"value_error", "assertion_error"}:
        return Complaint(where, False, str(details.get("ctx", {}).get("error", details["msg"])), "")
    if kind in _BOUNDS:
        message = _BOUNDS[kind].format(**details.get("ctx", {})).replace("at least 1 items", "at least one item")
    else:
        message = _PLAIN.get(kind) or f"{details['msg'][:1].lower()}{details['msg'][1:]}"
    return Complaint(where, False, f"{message}, found {_quote(details['input'])}", "")


def _not_one_of(details: ErrorDetails, where: Where) -> Complaint:
    expected = str(details.get("ctx", {}).get("expected", ""))
    words = [word.strip().strip("'") for word in expected.replace(" or ", ", ").split(",")]
    found = details["input"]
    hint = did_you_mean(found, words) if isinstance(found, str) else ""
    return Complaint(where, False, f"expected {', '.join(words)}; found {_quote(found)}", hint)


def did_you_mean(word: str, known: list[str]) -> str:
    """A hint: the closest of the known words, or all of them when they are few."""
    close = difflib.get_close_matches(word.lower(), known, n=1, cutoff=0.6)
    if close:
        return f"did you mean {close[0]!r}?"
    return f"known: {', '.join(known)}" if known else ""


def _quote(value: Any) -> str:
    if isinstance(value, dict):
        return "key: value lines"
    if isinstance(value, list):
        return "a list"
    text = repr(value)
    return text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}…"


def _keys_at(model: type[BaseModel], where: Where) -> Iterator[str]:
    """Keys of the models that may stand at a path; parts that pydantic adds for alternatives are stepped over."""
    kinds: list[Any] = [model]
    for part in where:
        kinds = [inner for kind in kinds for inner in _step(kind, part)] or kinds
    for kind in kinds:
        for each in _unfold(kind):
            if isinstance(each, type) and issubclass(each, BaseModel):
                yield from (field.alias or name for name, field in each.model_fields.items())


def _step(kind: Any, part: str | int) -> Iterator[Any]:
    for each in _unfold(kind):
        if isinstance(each, type) and issubclass(each, BaseModel):
            for name, field in each.model_fields.items():
                if part in {name, field.alias}:
                    yield field.annotation
        elif get_origin(each) in {list, tuple, dict}:
            arguments = [argument for argument in get_args(each) if argument is not Ellipsis]
            if get_origin(each) is dict or isinstance(part, int):
                yield arguments[-1]


def _unfold(kind: Any) -> Iterator[Any]:
    origin = get_origin(kind)
    if origin is Annotated:
        yield from _unfold(get_args(kind)[0])
    elif origin in {Union, types.UnionType}:
        for argument in get_args(kind):
            yield from _unfold(argument)
    else:
        yield kind
