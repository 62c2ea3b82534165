"""What a crash cut off between receiving and saving, and what its writer hears of it in the place where he wrote."""

from __future__ import annotations

import pytest

from bot import cut_off
from bot.approving import approval_after_crash
from core.people import Binding, Role, source_text
from core.ports import StoreUnavailable
from tests.chat_kit import ANN, GROUP, HOME, Chat
from tests.test_reception import BEN, play

ENTRY = "BTCUSDT on paper market long 0.01 sl off 2%"
CLOSE = "BTCUSDT on paper close long all"


async def started_again(one: Chat) -> None:
    """What a start does about what was received and never answered."""
    cut = await one.session.engine.catch_up(
        lambda received: approval_after_crash(one.office, received, one.clock.now())
    )
    await cut_off.tell(cut, one.kept.letters)
    await one.post.start()
    await one.clock.sleep(3)


@pytest.mark.parametrize(
    ("line", "seconds", "told"),
    [
        (ENTRY, 59, None),
        (ENTRY, 61, "this message is 61 s old; entries are not made late; send it again"),
        (CLOSE, 500, None),
        (CLOSE, 601, "this message is 601 s old; nothing is done that late; send it again"),
    ],
)
def test_what_came_too_late_is_told_where_it_was_written(line: str, seconds: int, told: str | None) -> None:
    async def story(one: Chat) -> None:
        await one.knows(BEN, Role.TRADER, "paper")
        await one.kept.people.bind(Binding(str(GROUP), ("paper",)), ANN.id, one.clock.now())
        if line == CLOSE:
            await one.type(ENTRY)
        await one.session.store.receive("k", one.clock.now(), line, source_text(str(GROUP), BEN.id), 2)
        await one.clock.sleep(seconds)
        before = len(one.heard(GROUP))
        for _ in range(2):
            await started_again(one)
        heard = one.heard(GROUP)[before:]
        refusals = [text for text in heard if text.startswith("✗")]
        assert refusals == (
            []
            if told is None
            else [f"✗ I was stopped before “{line}” was carried out, and nothing of it was sent: {told}"]
        )
        assert (told is None) == any("bought" in text or "sold" in text for text in heard)
        assert not [text for text in one.heard(HOME) if "stopped before" in text]

    play(story)


def test_what_the_ledger_did_not_take_is_not_said_to_be_unsent(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(one: Chat) -> None:
        await one.type(ENTRY)
        await one.session.store.receive("k", one.clock.now(), CLOSE, source_text(str(HOME), ANN.id), 0)
        with monkeypatch.context() as broken:

            async def save(*_what: object) -> None:
                raise StoreUnavailable("disk I/O error")

            broken.setattr(one.session.store, "save", save)
            (cut,) = await one.session.engine.catch_up(
                lambda received: approval_after_crash(one.office, received, one.clock.now())
            )
        assert cut[1].problem is not None
        await cut_off.tell([cut], one.kept.letters)
        await started_again(one)
        assert not [text for text in one.heard(HOME) if "stopped before" in text]
        assert await one.session.store.load() == []

    play(story)
