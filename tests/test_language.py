"""Languages: the nearest one, numbers by CLDR, prices that parse again, sentences that cannot be filled in."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from bot.language import LANGUAGES, Reader, Unspeakable, language, nearest
from core.instruction import Problem


@pytest.mark.parametrize(
    ("client", "tag"),
    [
        ("", "en"),
        ("en-US", "en"),
        ("EN_gb", "en"),
        ("xx", "en"),
        ("not a tag", "en"),
    ],
)
def test_a_clients_code_finds_the_nearest_language(client: str, tag: str) -> None:
    assert language(client).tag == tag


@pytest.mark.parametrize(
    ("client", "tag"),
    [
        ("de-AT", "de"),
        ("zh-Hant-TW", "zh"),
        ("pt", "pt-BR"),
        ("pt_br", "pt-BR"),
        ("es-419", "es"),
        ("d", None),
        ("", None),
    ],
)
def test_the_nearest_tag_shares_the_longest_beginning(client: str, tag: str | None) -> None:
    assert nearest(client, ["en", "de", "es", "pt-BR", "zh"]) == tag


def test_english_comes_first() -> None:
    assert LANGUAGES[0] == "en"


def test_a_sentence_that_is_not_there_is_a_defect() -> None:
    with pytest.raises(Unspeakable, match="no sentence nonsense"):
        language("en").say("nonsense")


def test_times_are_on_the_readers_wall() -> None:
    at = datetime(2026, 11, 21, 1, 2, 3, 4000, UTC)
    assert Reader(language("en")).when(at) == "2026-11-21T01:02:03.004Z"
    assert Reader(language("en"), ZoneInfo("Europe/Berlin")).when(at) == "Nov 21, 2026, 2:02:03\u202fAM"
    assert Reader(language("en")).lasting(timedelta(hours=2)) == "2 hours"


def test_what_an_exchange_says_stays_as_it_is() -> None:
    problem = Problem("E-EXCHANGE", "Margin is insufficient.")
    assert language("en").problem(problem) == problem


def test_a_float_has_no_shape() -> None:
    with pytest.raises(TypeError, match="float has no shape"):
        language("en").say("notice-closed", id=0.1)  # type: ignore[arg-type]


def test_numbers_keep_their_digits() -> None:
    assert language("en").number(Decimal("1234567.123456789012345678")) == "1,234,567.123456789012345678"
