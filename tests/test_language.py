"""Languages: the nearest one, numbers by CLDR, prices that parse again, plural forms, and sentences in wide signs."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from babel.numbers import parse_decimal
from hypothesis import given
from hypothesis import strategies as st

from bot.chat import Table
from bot.commands import COMMANDS
from bot.language import LANGUAGES, Argument, Reader, Unspeakable, language, nearest
from bot.pipe import columns
from bot.text import sentence
from core.instruction import Problem, plain
from core.notices import Notice, NoticeKind
from core.problems import columns as wide
from core.syntax import parse
from tests.test_sentences import PLURALS, read

D = Decimal
COMMAND, ANYWHERE = 256, 100  # signs of a description: Telegram's BotCommand, Discord's application commands

# -- which language -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("client", "tag"),
    [
        *(("", "en"), ("en-US", "en"), ("EN_gb", "en"), ("xx", "en"), ("not a tag", "en")),
        *(("de-AT", "de"), ("de_DE", "de"), ("es-419", "es"), ("es-ES", "es"), ("tr", "tr")),
        *(("zh-CN", "zh"), ("zh-hans", "zh"), ("zh-Hant-TW", "zh"), ("zh_Hans_CN", "zh")),
    ],
)
def test_a_clients_code_finds_the_nearest_language(client: str, tag: str) -> None:
    assert language(client).tag == tag


@pytest.mark.parametrize(
    ("client", "tag"),
    [("pt", "pt-BR"), ("pt_br", "pt-BR"), ("PT-PT", "pt-BR"), ("zh-Hant", "zh-Hant"), ("zh-Hans", "zh"), ("d", None)],
)
def test_the_nearest_tag_shares_the_longest_beginning(client: str, tag: str | None) -> None:
    assert nearest(client, ["en", "de", "zh", "zh-Hant", "pt-BR"]) == tag


def test_the_languages() -> None:
    assert LANGUAGES == ("en", "de", "es", "tr", "zh")
    assert [language(tag).name for tag in LANGUAGES] == ["English", "Deutsch", "español", "Türkçe", "中文"]


# -- numbers --------------------------------------------------------------------------------------

AMOUNTS = {
    "en": ["0.00", "-0.01", "1,234.57 USDT", "-1,234.57 USDT", "0.00000001 USDT", "-0.00000001 USDT"],
    "de": ["0,00", "-0,01", "1.234,57 USDT", "-1.234,57 USDT", "0,00000001 USDT", "-0,00000001 USDT"],
    "es": ["0,00", "-0,01", "1.234,57 USDT", "-1.234,57 USDT", "0,00000001 USDT", "-0,00000001 USDT"],
    "tr": ["0,00", "-0,01", "1.234,57 USDT", "-1.234,57 USDT", "0,00000001 USDT", "-0,00000001 USDT"],
    "zh": ["0.00", "-0.01", "1,234.57 USDT", "-1,234.57 USDT", "0.00000001 USDT", "-0.00000001 USDT"],
}
LARGE = {
    "en": ("1,000,000,000.00 USDT", "-1,000,000,000.00 USDT", "+5.25 %", "-0.50 %"),
    "de": ("1.000.000.000,00 USDT", "-1.000.000.000,00 USDT", "+5,25\xa0%", "-0,50\xa0%"),
    "es": ("1.000.000.000,00 USDT", "-1.000.000.000,00 USDT", "+5,25\xa0%", "-0,50\xa0%"),
    "tr": ("1.000.000.000,00 USDT", "-1.000.000.000,00 USDT", "+%5,25", "-%0,50"),
    "zh": ("1,000,000,000.00 USDT", "-1,000,000,000.00 USDT", "+5.25%", "-0.50%"),
}


@pytest.mark.parametrize("tag", LANGUAGES)
def test_amounts_of_money(tag: str) -> None:
    say = language(tag).money
    small = [say(D("-0")), say(D("-0.009"))]
    some = [say(D(amount), "USDT") for amount in ("1234.565", "-1234.565", "1e-8", "-1e-8")]
    assert small + some == AMOUNTS[tag]
    large = say(D("1e9"), "USDT"), say(D("-1e9"), "USDT")
    shares = [language(tag).percent(D(share), signed=True, places=2) for share in ("5.251", "-0.5")]
    assert (*large, *shares) == LARGE[tag]


@given(st.sampled_from(LANGUAGES), st.decimals(D("-1e12"), D("1e12"), allow_nan=False, places=12))
def test_an_amount_is_what_it_says(tag: str, amount: Decimal) -> None:
    said = language(tag).money(amount)
    read_again = D(parse_decimal(said, locale=language(tag).locale))
    assert bool(read_again) == bool(amount)
    assert abs(read_again - amount) <= D("0.005")


PRICES = st.decimals(D("1e-12"), D("1e9"), allow_nan=False, places=12).filter(bool)


@given(st.sampled_from(LANGUAGES), PRICES)
def test_a_copied_price_parses_again(tag: str, price: Decimal) -> None:
    notice = Notice(NoticeKind.STOP_MOVED, "sl", price=price)
    said = sentence(notice, "1", Reader(language(tag)))
    assert said is not None
    copied = next(word for word in said.split() if word[0].isdigit() and not word.startswith("#"))
    assert D(copied) == price
    assert parse(f"BTCUSDT on paper market long 1 sl {copied}").blocks


@pytest.mark.parametrize(("quantity", "said"), [("0.5", "by +0.5,"), ("-0.5", "by -0.5,")])
def test_what_a_hand_did_to_a_position_says_which_way(quantity: str, said: str) -> None:
    assert said in (sentence(Notice(NoticeKind.OUTSIDE, quantity=Decimal(quantity)), "1") or "")


def test_exits_of_a_short_that_went_too_far_are_not_called_sales() -> None:
    for tag in LANGUAGES:
        said = sentence(Notice(NoticeKind.OVERFILLED, quantity=Decimal(1)), "1", Reader(language(tag))) or ""
        assert not [word for word in ("sold", "verkauft", "vendi", "satt", "卖") if word in said], said


def test_numbers_keep_their_digits() -> None:
    assert language("en").number(D("1234567.123456789012345678")) == "1,234,567.123456789012345678"
    assert language("de").number(D("1234567.5")) == "1.234.567,5"


def test_times_are_on_the_readers_wall() -> None:
    at = datetime(2026, 11, 21, 1, 2, 3, 4000, UTC)
    assert Reader(language("en")).when(at) == "2026-11-21T01:02:03.004Z"
    told = {tag: Reader(language(tag), ZoneInfo("Europe/Berlin")).when(at) for tag in LANGUAGES}
    assert told == {
        "en": "Nov 21, 2026, 2:02:03\u202fAM",
        "de": "21.11.2026, 02:02:03",
        "es": "21 nov 2026, 2:02:03",
        "tr": "21 Kas 2026 02:02:03",
        "zh": "2026年11月21日 02:02:03",
    }


# -- sentences ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tag", "one", "two", "million"),
    [
        ("en", "… one more: #1", "… 2 more: #1", "… 1,000,000 more: #1"),
        ("de", "… noch einer: #1", "… noch 2: #1", "… noch 1.000.000: #1"),
        ("es", "… uno más: #1", "… 2 más: #1", "… 1.000.000 más: #1"),
        ("tr", "… bir tane daha: #1", "… 2 tane daha: #1", "… 1.000.000 tane daha: #1"),
        ("zh", "… 还有 1 个：#1", "… 还有 2 个：#1", "… 还有 1,000,000 个：#1"),
    ],
)
def test_plural_forms(tag: str, one: str, two: str, million: str) -> None:
    said = [language(tag).say("more-brackets", count=count, brackets="#1") for count in (1, 2, 1_000_000)]
    assert said == [one, two, million]


def test_spanish_has_a_form_for_millions() -> None:
    said = [language("es").say("more-lines", count=count) for count in (1, 7, 1_000_000)]
    assert said == [
        "… una línea más, mira /brackets",
        "… 7 líneas más, mira /brackets",
        "… 1.000.000 de líneas más, mira /brackets",
    ]


def arguments(tag: str, id: str) -> Iterator[dict[str, Argument]]:
    """Something for each variable of a sentence, once for each choice that it makes."""
    names, selects = read(tag, id).variables, read(tag, id).selects
    keys = [getattr(variant.key, "name", "") for select in selects for variant in select.variants]
    some: dict[str, Argument] = {name: f"‹{name}›" for name in names}
    for choice in keys or [""]:
        counts = {"one": 1, "many": 1_000_000, "other": 7}
        chosen = counts[choice] if choice in PLURALS else choice
        yield {**some, **{select.selector.id.name: chosen for select in selects}}  # type: ignore[union-attr]


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_sentence_can_be_said_and_says_what_it_is_given(tag: str) -> None:
    for id in language("en").ids:
        for some in arguments(tag, id):
            said = language(tag).say(id, **some)
            assert said.strip() == said
            assert "{" not in said
            assert [value for value in some.values() if str(value).startswith("‹") and str(value) not in said] == []


def test_a_sentence_that_is_not_there_is_a_defect() -> None:
    with pytest.raises(Unspeakable, match="no sentence nonsense"):
        language("de").say("nonsense")
    with pytest.raises(Unspeakable, match="Unknown external: id"):
        language("de").say("notice-closed")


def test_a_float_has_no_shape() -> None:
    with pytest.raises(TypeError, match="float has no shape"):
        language("en").say("notice-closed", id=0.1)  # type: ignore[arg-type]


def test_a_long_argument_is_clipped() -> None:
    assert len(language("en").say("notice-closed", id="x" * 9000)) < 2100


@pytest.mark.parametrize("tag", LANGUAGES)
def test_descriptions_fit_every_platform(tag: str) -> None:
    for name, command in COMMANDS.items():
        about = language(tag).say(f"command-{name}")
        assert 1 <= len(about) <= ANYWHERE, about
        assert len(about.encode()) <= COMMAND, about
        for parameter in command.parameters:
            assert 1 <= len(language(tag).say(f"command-{name}-{parameter.name}")) <= ANYWHERE


def test_english_descriptions_are_the_docstrings() -> None:
    assert {name: language("en").say(f"command-{name}") for name in COMMANDS} == {
        name: command.help for name, command in COMMANDS.items()
    }


# -- what core says -------------------------------------------------------------------------------


def test_a_refusal_in_german() -> None:
    problem = Problem("E-PRICE", '"abc" is not a price', 3, 3, 'did you mean "e+4%"?')
    german = language("de").problem(problem)
    assert (german.message, german.hint) == ('"abc" ist kein Preis', 'meinst du "e+4%"?')
    assert (german.code, german.position, german.length) == ("E-PRICE", 3, 3)


@pytest.mark.parametrize(
    ("english", "german"),
    [
        ("a price is missing at the end", "am Ende fehlt ein Preis"),
        ('"x" is not a size', '"x" ist keine Menge'),
        ("unprotected for too long", "zu lange ungeschützt"),
        (
            "closes all of the position: what would be left is too small for an order",
            "die Position wird ganz geschlossen: der Rest wäre zu klein für eine Order",
        ),
        (
            "#4: cancels sl; nothing limits the loss then",
            "#4: streicht sl; dann begrenzt nichts den Verlust",
        ),
        ('no account "papr"; did you mean "paper"?', 'kein Konto "papr"; meinst du "paper"?'),
        (
            "the sl follows the best price at a distance of 1.5 %",
            "der sl folgt dem besten Preis im Abstand von 1,5\N{NO-BREAK SPACE}%",
        ),
        ("Margin is insufficient.", "Margin is insufficient."),
        ("unprotected for too long; code 51008", "unprotected for too long; code 51008"),
        ("", ""),
    ],
)
def test_what_is_known_by_its_shape_is_told_again(english: str, german: str) -> None:
    assert language("de").told(english) == german
    assert language("en").told(english) == english


@pytest.mark.parametrize(
    ("tag", "said"),
    [
        ("en", "no; `a`"),
        ("zh", "no\N{FULLWIDTH SEMICOLON}`a`"),
    ],
)
def test_what_to_do_stands_behind_what_is_wrong_as_the_language_joins_clauses(tag: str, said: str) -> None:
    reader = Reader(language(tag))
    assert reader.problem(Problem("E-X", "no", hint="`a`"), "").splitlines()[0] == f"✗ E-X  {said}"
    asked = reader.problem(Problem("E-TARGET", "which target?", hint="its targets: tp1, tp2"), "").splitlines()[0]
    assert "; " not in asked
    assert "\N{FULLWIDTH SEMICOLON}" not in asked


@given(st.text(max_size=3000))
def test_a_text_that_nobody_knows_stays_as_it_is(text: str) -> None:
    assert language("zh").told(f"☃{text}") == f"☃{text}"
    assert language("en").told(text) == text


def test_a_typed_word_is_not_translated() -> None:
    assert language("de").told('unknown word "refused"') == 'unbekanntes Wort "refused"'


# -- wide signs -----------------------------------------------------------------------------------


def test_columns_line_up_where_signs_are_wide() -> None:
    table = Table("持仓", ("账户", "方向", "size"), (("paper", "做多", "0.01"), ("模拟盘_一", "short", "2")))
    shown = columns(table)
    ends = [[wide(line[: line.index(cell)]) for cell in row] for line, row in zip(shown, _rows(table), strict=True)]
    assert ends == [[0, 11, 18]] * 3


def _rows(table: Table) -> list[tuple[str, ...]]:
    return [table.columns, *table.rows]


def test_the_price_of_a_shitcoin_is_never_nothing() -> None:
    for tag in LANGUAGES:
        said = language(tag).say("amount-at", quantity=D("1e9"), price=D("0.00001234"))
        assert "0.00001234" in said
        assert "1000000000" in said
        assert plain(D("0.00001234")) == "0.00001234"
