"""Fees from what supplies cost and how long they last (FEE-02, FEE-03, FEE-07)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from core.model.errors import BadInput
from core.model.fees import INITIAL, ByClass, FeeDefinition
from core.model.supplies import Consumables, Supplies, consumables_of
from core.rules.fees import CLASS_OF
from core.wire.items import COLOURANTS

SHARES: Final = (0, 1, 3, 6, 12, 20)
"""Toner of a page by level, as a multiple of a page at 5 %: the highest coverage of each level, 5 % to 100 %."""
LONGEST_NAME: Final = 80
UNKNOWN_MODEL: Final = "unknown model"


def per_page(price_micros: int, life: int) -> int:
    """What one page takes of a supply, rounded half up; nothing where it has no life."""
    return (2 * price_micros + life) // (2 * life) if life else 0


def toner_fees(price: ByClass, life: ByClass) -> tuple[ByClass, ...]:
    """A price a page for each level and class (FEE-02); exact before it is rounded once."""
    return tuple(
        ByClass(*(per_page(each * share, pages) for each, pages in zip(price, life, strict=True))) for share in SHARES
    )


def drum_fees(price: ByClass, life: ByClass) -> ByClass:
    """A price an A4 page for each class."""
    return ByClass(*(per_page(each, pages) for each, pages in zip(price, life, strict=True)))


def toner_life(
    known: Consumables, installed: Mapping[str, int], *, large: bool = False, typed: ByClass | None = None
) -> ByClass:
    """How long each class of toner lasts (FEE-07).

    ``installed``: pages that the printer's toner lasts by colourant, as far as it told. Where any of it is of large
    capacity, all are taken to be. Raises BadInput for ``typed`` lives or ``large`` toner that the model has not.
    """
    if typed is not None:
        if not known.life_is_typed:
            raise BadInput("life", "the toner of this model has a life that is known", "leave it out")
        return ByClass(*(given or usual for given, usual in zip(typed, known.life.toner, strict=True)))
    if large and known.large is None:
        raise BadInput("large", "there is one type of toner for this model", "leave it out")
    if known.large is None:
        return _told(installed, known.life.toner)
    longer = any(pages > getattr(known.life.toner, class_of(name)) for name, pages in installed.items())
    return known.large if large or longer else known.life.toner


def class_of(colourant: str) -> str:
    """The class that a colourant's price belongs to; a spot colour counts as colour."""
    return CLASS_OF[COLOURANTS.index(colourant)] if colourant in COLOURANTS else "colour"


def _told(installed: Mapping[str, int], usual: ByClass) -> ByClass:
    """The longest life of each class, as printers tell it, or the usual one."""
    found: dict[str, int] = {}
    for name, pages in installed.items():
        found[class_of(name)] = max(pages, found.get(class_of(name), 0))
    return usual._replace(**found)


def calculated(definition: FeeDefinition, known: Consumables, price: Supplies, toner_lives: ByClass) -> FeeDefinition:
    """The definition with fees for those supplies that have a price; the others stay. Raises BadInput."""
    if known.one_drum and price.drum.colour:
        raise BadInput("drum colour", "this model has one drum for four colours", "give its price as that of mono")
    _check_lives(price, known.life._replace(toner=toner_lives))
    new = definition
    if any(price.toner):
        fees = toner_fees(price.toner, toner_lives)
        before = (*definition.toner, *(ByClass() for _ in fees))
        levels = (_where_priced(price.toner, fee, old) for fee, old in zip(fees, before, strict=False))
        new = replace(new, toner=tuple(levels), off=new.off - {"toner"})
    if any(price.drum):
        fee = _where_priced(price.drum, drum_fees(price.drum, known.life.drum), definition.drum)
        new = replace(new, drum=fee, off=new.off - {"drum"})
    if price.belt or price.fuser:
        belt, fuser = per_page(price.belt, known.life.belt), per_page(price.fuser, known.life.fuser)
        new = replace(
            new,
            belt=belt if price.belt else new.belt,
            fuser=fuser if price.fuser else new.fuser,
            off=new.off - {"belt and fuser"},
        )
    return new


def _check_lives(price: Supplies, life: Supplies) -> None:
    for kind in ("toner", "drum"):
        for name, cost in getattr(price, kind)._asdict().items():
            if cost and not getattr(getattr(life, kind), name):
                raise BadInput(f"{kind} {name}", "this model has none", "leave its price out")
    for kind in ("belt", "fuser"):
        if getattr(price, kind) and not getattr(life, kind):
            raise BadInput(kind, "this model has none", "leave its price out")


def _where_priced(price: ByClass, fee: ByClass, before: ByClass) -> ByClass:
    return ByClass(*(new if cost else old for cost, new, old in zip(price, fee, before, strict=True)))


def initial_name(model: str) -> str:
    """What the initial definition of a model is called."""
    return f"{INITIAL}{model.strip() or UNKNOWN_MODEL}"[:LONGEST_NAME].rstrip()


def initial_definition(model: str, currency: str, *, colour: bool) -> FeeDefinition:
    """The running costs of a model from usual prices and lives, toner of standard capacity (FEE-03)."""
    known = consumables_of(model, colour=colour)
    return calculated(FeeDefinition(initial_name(model), currency=currency), known, known.price, known.life.toner)
