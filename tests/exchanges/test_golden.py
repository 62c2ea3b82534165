"""Every intent of every row makes exactly the requests that were recorded and read by a person."""

from __future__ import annotations

import json

import pytest

from adapters.exchanges.listed import RECORDS
from tests.exchanges.golden import path_of, recorded
from tests.exchanges.markets import MARKETS, Row


@pytest.mark.parametrize("row", MARKETS, ids=lambda row: row.name)
def test_requests_are_the_recorded_ones(row: Row) -> None:
    assert recorded(row) == json.loads(path_of(row.name).read_text())


def test_every_row_that_can_be_traded_has_its_requests() -> None:
    assert {row.name for row in MARKETS} == {r.name for r in RECORDS if r.rules is not None}
