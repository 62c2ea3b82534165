"""A question that got lost is asked once more; one that the exchange let us wait for, or answered, is not."""

from __future__ import annotations

import pytest

from core.ports import Unreachable
from tests.exchanges.on_loopback import SYMBOLS
from tests.exchanges.test_reviewed_lines import Street, on_loopback
from tests.loopback import Fault

SWAP, LIST = SYMBOLS["Binance_F"], ("GET", "/fapi/v1/openOrders")
REFUSED = Fault("refuse", code=-1121, text="Invalid symbol.", status=400)


@pytest.mark.parametrize(
    ("fault", "times", "asked", "answered"),
    [
        (Fault("reset"), 1, 2, True),
        (Fault("html"), 1, 2, True),
        (Fault("empty"), 1, 2, True),
        (Fault("bad_gateway"), 1, 2, True),
        (Fault("html"), 2, 2, False),
        (Fault("refuse"), 1, 1, False),  # -1007: it took its time
        (REFUSED, 1, 1, False),
        (Fault("banned", retry_after=30), 1, 1, False),
    ],
    ids=lambda value: value.kind if isinstance(value, Fault) else None,
)
def test_a_lost_answer_does_not_undo_a_look(fault: Fault, times: int, asked: int, answered: bool) -> None:
    async def story(street: Street) -> None:
        exchange = await street.open()
        await exchange.look(SWAP, ())
        before = len(_asked(street))
        street.binance.faults.once(fault, *LIST, times=times)
        if answered:
            await exchange.look(SWAP, ())
        else:
            with pytest.raises(Unreachable):
                await exchange.look(SWAP, ())
        assert len(_asked(street)) - before == asked
        await exchange.aclose()

    on_loopback(story)


def _asked(street: Street) -> list[object]:
    return [request for request in street.binance.requests if (request.method, request.path) == LIST]
