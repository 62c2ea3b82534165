"""What a person is told about a slip, word for word."""

from __future__ import annotations

import pytest

from core.grammar import LATER
from core.instruction import Problem
from core.problems import MAX_ANSWER
from core.syntax import SyntaxProblem, explain_problem, parse


def refused(text: str) -> Problem:
    with pytest.raises(SyntaxProblem) as caught:
        parse(text)
    assert caught.value.text == text
    return caught.value.problem


def test_the_documented_answer() -> None:
    text = "BTCUSDT on Binance_F market long 0.1 stopploss long 100%p sl off 2%"
    assert explain_problem(refused(text), text) == (
        '✗ E-WORD  unknown word "stopploss"; did you mean "stoploss"?\n'
        "  BTCUSDT on Binance_F market long 0.1 stopploss long 100%p sl off 2%\n"
        "                                       ^^^^^^^^^\n"
        "  Nothing was sent."
    )


AT_END = ""
# (after "BTCUSDT on paper ", what is underlined, the first line of the answer)
SLIPS = (
    ("market long 1 sl 2% tp off 5%", "2%", 'E-PERCENT  "2%" alone is not a price; write "sl off 2%"'),
    ("market long 1 sl off 2% tp 5%", "5%", 'E-PERCENT  "5%" alone is not a price; write "tp off 5%"'),
    ("market long 0,01", "0,01", 'E-NUMBER  "0,01" is not a number; did you mean "0.01"?'),
    ("market long 1 sl off 2,5%", "2,5%", 'E-NUMBER  "2,5%" is not a number; did you mean "2.5%"?'),
    ("market long 1,000", "1,000", 'E-NUMBER  "1,000" is not a number; write "1000" or "1.000"'),
    ("market long .5", ".5", 'E-NUMBER  ".5" is not a number; did you mean "0.5"?'),
    ("market long -1", "-1", 'E-NUMBER  "-1" is not a number; numbers have no sign'),
    ("market long 1e5", "1e5", 'E-NUMBER  "1e5" is not a number; write all of its digits'),
    ("market long 1e-40", "1e-40", 'E-NUMBER  "1e-40" has more than 18 decimals'),
    ("market long 0.1stoploss", "0.1stoploss",
     'E-NUMBER  "0.1stoploss" is not a number; a blank is missing after "0.1"'),
    ("market long 10%", "10%", 'E-QUANTITY  "10%" of what? an entry\'s size is in base coin; write "market long 0.01"'),
    ("market long 10%p", "10%p",
     'E-QUANTITY  "10%p" speaks of a position; an entry\'s size is in base coin; write "market long 0.01"'),
    ("market long all", "all",
     'E-QUANTITY  "all" speaks of a position; an entry\'s size is in base coin; write "market long 0.01"'),
    ("stoploss long 100% sl off 2%", "100%", 'E-QUANTITY  "100%" is not a size; did you mean "100%p"?'),
    ("close 50%", "50%", 'E-QUANTITY  "50%" is not a size; did you mean "50%p"?'),
    ("market long", AT_END, 'E-QUANTITY  a size is missing at the end; write "market long 0.01"'),
    ("market", AT_END, 'E-SIDE  a side is missing at the end; write "market long" or "market short"'),
    ("market 0.1 long", "0.1", 'E-SIDE  "0.1" is not a side; the side comes first: "market long 0.1"'),
    ("market lnog 0.1", "lnog", 'E-SIDE  "lnog" is not a side; did you mean "long"?'),
    ("stoploss sell 100%p sl off 2%", "sell",
     'E-SIDE  "sell" belongs to entries; after "stoploss" the side names the position; '
     'write "stoploss long" or "stoploss short"'),
    ("market long 1 stoploss short 100%p sl off 2%", "stoploss",
     'E-SIDE  stoploss short beside a long entry; the side names the position: did you mean "stoploss long"?'),
    ("markt long 0.1", "markt", 'E-WORD  unknown word "markt"; did you mean "market"?'),
    ("long 0.1", "long", 'E-COMMAND  a command is missing before "long"; did you mean "market long"?'),
    ("", AT_END,
     'E-COMMAND  a command is missing at the end; write what to do: "market long 0.01 sl off 2% tp off 5%"'),
    ("market long 1 at 60000", "60000", 'E-PRICE  a market order takes no price; write "limit …"'),
    ("limit long 1 60000", "60000", 'E-PLACE  "60000" cannot stand here; write "at 60000"'),
    ("limit long 1 sl off 2%", "limit", 'E-PRICE  a limit needs a price; write "limit … at 63000"'),
    ("limit long 1 at off 2%", "off", 'E-PRICE  a limit entry needs a price of its own; write "at 63000"'),
    ("market long 1 sl off -2%", "-2%",
     'E-OFF  "off" is a distance without a sign; sl, tp and the side give the direction; write "off 2%"'),
    ("market long 1 sl -2%", "-2%", 'E-PRICE  "-2%" is not a price; write "e-2%"'),
    ("market long 1 sl e2%", "e2%", 'E-PRICE  "e2%" is not a price; did you mean "e+2%"?'),
    ("market long 1 sl entry-2%", "entry-2%", 'E-PRICE  "entry-2%" is not a price; did you mean "e-2%"?'),
    ("market long 1 sl e - 2%", "-", 'E-PLACE  "-" cannot stand here; write "e-2%" without a blank'),
    ("market long 1 sl off 2 %", "%", 'E-PLACE  "%" cannot stand here; write "2%" without a blank'),
    ("market long 1 sl off2%", "off2%", 'E-WORD  unknown word "off2%"; did you mean "off 2%"?'),
    ("market long 1 sl2%", "sl2%", 'E-WORD  unknown word "sl2%"; did you mean "sl off 2%"?'),
    ("market long 1 sl", AT_END, 'E-PRICE  a price is missing at the end; a price is "off 2%", "e+4%" or "63000"'),
    ("market long 1 sl off", AT_END, 'E-PRICE  a distance is missing at the end; write "off 2%"'),
    ("market long 1 tp eth", "eth", 'E-PRICE  "eth" is not a price; a price is "off 2%", "e+4%" or "63000"'),
    ("market long 1 sl e-100%", "e-100%", 'E-PRICE  "e-100%" is a price of zero or less'),
    ("market long 1 sl off 100%", "off", "E-PERCENT  a stop's distance is below 100%"),
    ("market short 1 tp off 100%", "off", "E-PERCENT  a short gains at most 100%"),
    ("market long 1 trail 2", "2", 'E-PERCENT  "2" is not a percentage; write "trail 2%"'),
    ("trailing long 100%p 2%", "2%", 'E-PERCENT  "2%" is not the word "by"; write "trailing long 100%p by 2%"'),
    ("market long 0", "0", 'E-ZERO  "0" must be above zero'),
    ("market long 1 sl off 0%", "off 0%", 'E-ZERO  "off 0%" must be above zero'),
    ("stoploss long 101%p sl off 2%", "101%p", 'E-SHARE  "101%p" of a position; a share is above 0%p, 100%p at most'),
    ("market long 1 tp1 65000", "tp1",
     'E-WORD  "tp1" is a name, not a clause; write several targets as '
     '"takeprofit long 50%p tp off 3% takeprofit long 100%p tp off 5%"'),
    ("stoploss long 100%p off 2%", "off", 'E-PLACE  "off" cannot stand here; write "sl off …" or "tp off …"'),
    ("stoploss long 100%p", "stoploss",
     'E-EXITS  stoploss needs an sl or a trail; write "stoploss long 100%p sl off 2%"'),
    ("takeprofit long 100%p breakeven", "breakeven",
     'E-EXITS  a stop does not belong to takeprofit; say it in a "stoploss" command, or "sl-or-tp … tp … sl …"'),
    ("sl-or-tp long 100%p sl off 2%", "sl-or-tp",
     'E-EXITS  sl-or-tp needs a tp; write "sl-or-tp long 100%p sl off 2% tp off 5%"'),
    ("stoploss long 100%p sl off 2% tp e", "e",
     'E-EXITS  a target does not belong to stoploss; write "sl-or-tp … sl … tp …", or a "takeprofit" of its own'),
    ("takeprofit long 60%p tp off 3% takeprofit short 60%p tp off 3% takeprofit long 41%p tp e", "takeprofit long 41",
     "E-RUNGS  targets for the long add up to 101%p; 100%p at most, a last 100%p takes the rest"),
    ("takeprofit long 100%p tp off 3% sl-or-tp long all tp e sl e", "sl-or-tp",
     "E-RUNGS  a second target takes all the rest; give the nearer ones a share: 33%p"),
    ("market long 1 trail 2% stoploss long 100%p sl off 3%", "stoploss",
     'E-STOPS  a second stop for the long; one stop may say "sl off 2% trail 1%"'),
    ("market long 1 market short 1 market long 2", "market long 2",
     "E-ENTRIES  a second long entry in one message; send it as a message of its own"),
    ("market long 1 close", "close",
     'E-MIX  "close" manages what stands and cannot go with an entry; send it as a message of its own'),
    ("market long 1 sl off 2% sl e", "sl e", 'E-TWICE  "sl" is said twice in one command'),
    ("move sl to e move sl to 60000", "move sl to 6", 'E-TWICE  "move sl" is said twice'),
    ("move sl 6000", "6000", 'E-MOVE  "6000" is not the word "to"; write "move sl to 6000"'),
    ("move stop to 6000", "stop", 'E-MOVE  "stop" is not sl, tp or tpN; write "move sl to 63000"'),
    ("move long sl to e move sl to 60000", "move sl to 6", 'E-TWICE  "move sl" is said twice'),
    ("breakeven breakeven short", "breakeven short", 'E-TWICE  "breakeven short" is said twice'),
    ("move long sl 6000", "6000", 'E-MOVE  "6000" is not the word "to"; write "move long sl to 6000"'),
    ("move long stop to 6000", "stop", 'E-MOVE  "stop" is not sl, tp or tpN; write "move long sl to 63000"'),
    ("move sl short to 6000", "short",
     'E-MOVE  "short" is not the word "to"; the side comes first: "move short sl"'),
    ("move long sl to", AT_END, 'E-PRICE  a price is missing at the end; a price is "off 2%", "e+4%" or "63000"'),
    ("market long 1 sl off 2% breakeven long", "breakeven",
     'E-MIX  "breakeven long" manages what stands and cannot go with an entry; send it as a message of its own'),
    ("market long 1 stop 58000", "stop", 'E-WORD  unknown word "stop"; did you mean "sl"?'),
    ("market long 1 targets 65000", "targets", 'E-WORD  unknown word "targets"; did you mean "tp"?'),
    ("exit", "exit", 'E-WORD  unknown word "exit"; did you mean "close"?'),
    ("cancel everything", "everything", 'E-WORD  unknown word "everything"; cancel all, entries, exits, sl, tp or tpN'),
    ("cancel long everything", "everything",
     'E-WORD  unknown word "everything"; cancel all, entries, exits, sl, tp or tpN'),
    ("cancel long entires", "entires", 'E-WORD  unknown word "entires"; did you mean "entries"?'),
    ("cancel tp2 short", "short", 'E-PLACE  "short" cannot stand here; the side comes first: "cancel short tp2"'),
    ("cancel sl cancel long sl", "cancel long sl", 'E-TWICE  "cancel long sl" is said twice'),
    ("market long {{qty}}", "{{qty}}",
     'E-PLACEHOLDER  the placeholder "{{qty}}" was never filled in; correct the alert\'s text where it is sent from'),
    ("market long 1 sl e−2%", "−", 'E-CHAR  character U+2212 MINUS SIGN is not in the language; did you mean "-"?'),
    ("close ETHUSDT paper market long 1", "ETHUSDT", 'E-ON  "on" is missing after "ETHUSDT"; write "ETHUSDT on paper"'),
)  # fmt: skip

HEADER_SLIPS = (
    ("BTCUSDT Binance_F market long 1", "BTCUSDT",
     'E-ON  "on" is missing after "BTCUSDT"; write "BTCUSDT on Binance_F"'),
    ("BTCUSDT auf Binance_F market long 1", "BTCUSDT",
     'E-ON  "on" is missing after "BTCUSDT"; write "BTCUSDT on Binance_F"'),
    ("BTCUSDT en paper market short 1", "BTCUSDT", 'E-ON  "on" is missing after "BTCUSDT"; write "BTCUSDT on paper"'),
    ("long BTCUSDT 1", "long", 'E-ON  the symbol and the account come first; write "BTCUSDT on paper market long …"'),
    ("BTCUSDT market long 1", "BTCUSDT", 'E-ON  "on" and an account are missing after "BTCUSDT"; write "… on paper"'),
    ("market long 1", "market", 'E-ON  the symbol and the account come first; write "BTCUSDT on paper market …"'),
    ("on paper close", "on", 'E-SYMBOL  a symbol is missing before "on"; write "BTCUSDT on paper …"'),
    ("#ON on paper close", "#ON", 'E-SYMBOL  "#ON" is not a symbol; write "BTCUSDT" or "BTC/USDT"'),
    ("BTC_USDT on paper close", "BTC_USDT", 'E-SYMBOL  "BTC_USDT" is not a symbol; did you mean "BTCUSDT"?'),
    ("BTCUSDT ETHUSDT on paper close", "BTCUSDT",
     'E-SYMBOL  "BTCUSDT" stands before the header; leave it out, or join symbols with a comma: "BTCUSDT,ETHUSDT"'),
    ("BTCUSDT on market long 1", "market",
     'E-ACCOUNT  an account is missing after "on", "market" is a command; write "on paper market"'),
    ("BTCUSDT on paper, market long 1", "paper,",
     'E-ACCOUNT  "paper," is not an account\'s name; names are like "Binance_F", "paper" or "paper:NAME"'),
    ("BTCUSDT on", AT_END,
     'E-ACCOUNT  an account\'s name is missing at the end; names are like "Binance_F", "paper" or "paper:NAME"'),
    ("BTCUSDT,btcusdt on paper close", "btcusdt", 'E-TWICE  "BTCUSDT" is named twice'),
    ("BTC,ETH on paper close SOL,ETH on Paper close", "SOL",
     'E-TWICE  "ETH" on "paper" has commands under two headers; say them under one header'),
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "underlined", "told"),
    [*((f"BTCUSDT on paper {rest}".rstrip(), word, told) for rest, word, told in SLIPS), *HEADER_SLIPS],
)
def test_slips(text: str, underlined: str, told: str) -> None:
    problem = refused(text)
    at = text.rindex(underlined) if underlined else len(text)
    assert explain_problem(problem, text).split("\n")[0] == f"✗ {told}"
    assert problem.position == at
    # the caret starts under the word; where several words were given to find it, the first is underlined
    assert problem.length == max(1, len(underlined)) or underlined.startswith(text[at : at + problem.length] + " ")
    if len(text) <= 80:
        assert explain_problem(problem, text).split("\n")[1:] == [
            f"  {text}",
            "  " + " " * at + "^" * max(1, problem.length),
            "  Nothing was sent.",
        ]


LATER_FORMS = {
    "market long $500": "$500",
    "market long 500usdt": "500usdt",
    "market long 5%b sl off 2%": "5%b",
    "market long 1%R sl off 2%": "1%R",
    "market long 20%a": "20%a",
    "close rest": "rest",
    "market long 1 sl mark-2%": "mark-2%",
    "limit long 1 at bid": "bid",
    "limit long 1 at 60000 or stop-entry long 1 at 65000": "or",
    "market long 1 sl off 2% tag swing": "tag",
    "market long 1 TTL 2h": "TTL",
    "stoploss long 100%p sl off 2% on-partial wait": "on-partial",
    "cancel tag swing": "tag",
}


@pytest.mark.parametrize("form", [*LATER_FORMS, *(f"{word} x" for word in LATER)])
def test_words_of_later_versions_are_known_and_refused(form: str) -> None:
    word = LATER_FORMS.get(form, form.removesuffix(" x"))
    problem = refused(f"BTCUSDT on paper {form}")
    assert (problem.code, problem.message) == ("E-LATER", f'"{word}" is part of the language but not of this version')
    assert problem.position == 17 + form.index(word)


@pytest.mark.parametrize("stop", ["sl 60000", "sl off 2%", "sl e-2%"])
def test_a_stop_limit_is_not_taken_for_a_limit_entry(stop: str) -> None:
    problem = refused(f"BTCUSDT on paper market long 1 {stop} limit 59000")
    assert problem.code == "E-LATER"
    assert problem.message.startswith('"sl PRICE limit PRICE"')


def told(text: str, position: int, length: int = 1) -> list[str]:
    return explain_problem(Problem("E-X", "x", position, length), text).split("\n")[1:-1]


def test_the_line_that_holds_the_position_is_shown() -> None:
    text = "first\r\nsecond line\nthird\rfourth"
    assert told(text, 0) == ["  first", "  ^"]
    assert told(text, text.index("line"), 4) == ["  second line", "         ^^^^"]
    assert told(text, text.index("third"), 40) == ["  third", "  ^^^^^"]
    assert told(text, len(text)) == ["  fourth", "        ^"]
    assert told("", 0) == ["", "  ^"]
    assert told("a\n", 2) == ["", "  ^"]


def test_carets_stand_under_wide_and_odd_characters() -> None:
    assert told("a\tb", 2) == ["  a b", "    ^"]
    assert told("// 漢字 x", 6) == ["  // 漢字 x", "          ^"]
    assert told("🚀🚀", 1) == ["  🚀🚀", "    ^^"]
    assert told("ab\x00\u202e\ud800e\u0301z", 7) == ["  ab\ufffd\ufffd\ufffde\ufffdz", "         ^"]
    assert told("אב z", 3) == ["  \ufffd\ufffd z", "     ^"]


def test_a_long_line_is_shown_around_the_caret() -> None:
    text = "".join(chr(97 + n % 26) for n in range(4000))
    for position in (0, 5, 39, 40, 41, 2000, 3960, 3999, 4000):
        line, caret = told(text, position)
        assert len(line) <= 84
        at = caret.index("^")
        assert line[at : at + 1] == text[position : position + 1]
        assert line.startswith("  …") == (position > 40)
        assert line.endswith("…") == (position < 3960)


@pytest.mark.parametrize("sign", ["x", "漢", "\u202e", "🚀"])
def test_no_answer_is_longer_than_its_bound(sign: str) -> None:
    problem = Problem("E-X", sign * 5000, 2000, 4000, sign * 5000)
    assert len(explain_problem(problem, sign * 4096)) <= MAX_ANSWER
    assert explain_problem(Problem("E-X", sign * 5000), "").endswith("…\n  Nothing was sent.")


def test_a_problem_without_a_place_has_two_lines() -> None:
    assert (
        explain_problem(Problem("E-X", "what", hint="do this"), "text") == "✗ E-X  what; do this\n  Nothing was sent."
    )


def test_an_exception_prints_as_its_first_line() -> None:
    with pytest.raises(SyntaxProblem, match=r'^✗ E-ZERO  "0" must be above zero$'):
        parse("BTC on paper market long 0")
