"""The tag in every order id: two ledgers that trade on one account must not take each other's orders for their own."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from pathlib import Path

import pytest

from adapters.database.store import open_store
from bot.running import TAGS, _tag
from core.ports import Change
from tests.samples import closed_bracket, new_bracket, opening

ALLOWED = set(range(1, 256)) - {11, 12, 13, 14}


async def started(place: Path, *changes: Change) -> int:
    """The tag that a start gives to the ledger at ``place``, in which ``changes`` were saved before."""
    async with aclosing(await open_store(place)) as store:
        await store.save(changes)
        return await _tag(store)


def test_a_tag_is_none_that_another_meaning_has() -> None:
    """0 is that of older ledgers; milliseconds of our years, which some write where there is no id, look like 11-14."""
    assert set(TAGS) == ALLOWED
    assert len(TAGS) == len(ALLOWED)


def test_a_fresh_ledger_keeps_its_first_tag(tmp_path: Path) -> None:
    async def story() -> None:
        place = tmp_path / "ledger.db"
        tag = await started(place)
        assert tag in ALLOWED
        assert [await started(place), await started(place, opening(new_bracket())), await started(place)] == [tag] * 3

    asyncio.run(story())


@pytest.mark.parametrize(
    "change", [opening(new_bracket()), opening(closed_bracket())], ids=["open brackets", "closed ones alone"]
)
def test_a_ledger_that_traded_before_it_had_a_tag_keeps_none(tmp_path: Path, change: Change) -> None:
    """Or it would not know again what rests."""

    async def story() -> None:
        place = tmp_path / "ledger.db"
        assert [await started(place, change), await started(place)] == [0, 0]

    asyncio.run(story())
