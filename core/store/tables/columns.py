"""Kinds of columns, and the metadata that every table belongs to."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Integer, LargeBinary, MetaData, Text

metadata = MetaData()


def key(name: str = "key") -> Column[Any]:
    """A surrogate key."""
    return Column(name, Integer, primary_key=True)


def ref(name: str, target: str, **options: Any) -> Column[Any]:
    """A reference to another table's key."""
    return Column(name, Integer, ForeignKey(target), nullable=options.pop("nullable", False), **options)


def text(name: str) -> Column[Any]:
    """Text, perhaps empty."""
    return Column(name, Text, nullable=False)


def whole(name: str, *, nullable: bool = False) -> Column[Any]:
    """A small whole number."""
    return Column(name, Integer, nullable=nullable)


def big(name: str, *, nullable: bool = False) -> Column[Any]:
    """A count, an instant, or money."""
    return Column(name, BigInteger, nullable=nullable)


def octets(name: str, *, nullable: bool = False) -> Column[Any]:
    """Octets."""
    return Column(name, LargeBinary, nullable=nullable)


def flag(name: str) -> Column[Any]:
    """A truth value."""
    return Column(name, Boolean, nullable=False)
