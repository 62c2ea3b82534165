"""No text whatever raises anything but SyntaxProblem, and what is accepted is what a second reader reads."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from random import Random

import pytest

from core.instruction import Instruction
from core.problems import MAX_ANSWER
from core.syntax import SyntaxProblem, explain_problem, parse
from tests.independent_reading import reading
from tests.syntax_lines import LINES, mirrored

TEXTS = int(os.environ.get("BRACKETEER_TEXTS", "100000"))
BOTH = LINES + tuple(map(mirrored, LINES))
# what well-formed texts are refused for; the second reader knows no such rule
SENSE = {"E-ZERO", "E-SHARE", "E-RUNGS", "E-STOPS", "E-ENTRIES", "E-EXITS", "E-QUANTITY", "E-PERCENT", "E-PRICE"}
SENSE |= {"E-SIDE", "E-TWICE", "E-MANY"}


def tried(text: str) -> Instruction | SyntaxProblem:
    """The instruction, checked to read back; or the problem, checked to be told well."""
    try:
        instruction = parse(text)
    except SyntaxProblem as refused:
        well_told(refused, text)
        return refused
    assert parse(str(instruction)) == instruction
    return instruction


def well_told(refused: SyntaxProblem, text: str) -> None:
    problem, told = refused.problem, explain_problem(refused.problem, text)
    assert refused.text == text
    assert len(told) <= MAX_ANSWER, told
    assert told.startswith(f"✗ {problem.code}  ")
    assert told.endswith("\n  Nothing was sent.")
    assert told.count("\n") == (1 if problem.position is None else 3), told
    assert all(line.isprintable() for line in told.split("\n")), repr(told)
    assert problem.position is None or 0 <= problem.position <= len(text)


def compared(text: str) -> bool:
    """Whether both readers read ``text``; they must then agree."""
    ours, theirs = tried(text), reading(text)
    if isinstance(ours, Instruction):
        assert theirs is None or ours == theirs, text
        return theirs is not None
    assert theirs is None or ours.problem.code in SENSE, (text, ours.problem)
    return False


def truncations(line: str) -> Iterator[str]:
    yield from (line[:n] for n in range(len(line)))
    yield from (line[n:] for n in range(1, len(line)))


def changes(line: str) -> Iterator[str]:
    """Every text that is one character away: deleted, inserted or replaced."""
    for n in range(len(line) + 1):
        yield line[:n] + line[n + 1 :]
        for sign in "09.%p+-eo ,;#@/\n:$٣":
            yield line[:n] + sign + line[n:]
            yield line[:n] + sign + line[n + 1 :]


@pytest.mark.parametrize("line", LINES)
def test_every_truncation(line: str) -> None:
    read = [text for text in truncations(line) if compared(text)]
    assert line[: line.rindex(" ")] not in read, "a clause without its price"
    assert any(line.startswith(text) for text in read) or " sl-or-tp " in line


@pytest.mark.parametrize("line", LINES)
def test_every_change_of_one_character(line: str) -> None:
    texts = set(changes(line))
    agreed = sum(map(compared, texts))
    assert agreed > 100, "digits, blanks and letters of names were changed: many of these are read by both"
    assert agreed < len(texts) / 2


TOKENS = (
    *("BTCUSDT on paper", "on", "paper", "market long 1", "limit short 2 at 3", "stoploss long 100%p", "takeprofit"),
    *("sl-or-tp", "long", "short", "buy", "100%p", "33%p", "0.1", "1e-05", "sl off 2%", "tp e+4%", "tp", "off", "e"),
    *("trail 2%", "trailing", "by", "after 5", "breakeven", "close", "cancel", "tp1", "move sl to", "all", "leverage"),
    *("{{x}}", "//", "\n", ";", ",", "\x00", "\u202e", "\ud800", "🚀", "ſl", "K", "２％", "$500", "5%r", "1e999999999"),
    *("(" * 30, "a" * 60, "9" * 40, "١٢", "\u200b", "e\u0301", "<b>", "sl 1 limit 2", "\ufeff", "İ", "tp-1", "--"),
)


LIKE = (
    "0.2",
    "7%",
    "1e-05",
    "50%p",
    "100%p",
    "e+1%",
    "e-0.5",
    "@61000",
    "e",
    "short",
    "long",
    "sl",
    "tp",
    "TP",
    "paper",
)


def changed(words: list[str], dice: Random) -> None:
    """One cut, swap, foreign token, likely token or foreign character."""
    n = dice.randrange(len(words))
    what = dice.randrange(8)
    if what == 0 and len(words) > 1:
        del words[n]
    elif what == 1:
        words.insert(n, dice.choice(TOKENS))
    elif what == 2:
        words[n] = dice.choice(TOKENS)
    elif what == 3:
        m = dice.randrange(len(words))
        words[n], words[m] = words[m], words[n]
    elif what == 4:
        m = dice.randrange(len(words[n]) + 1)
        sign = chr(dice.choice((dice.randrange(128), dice.randrange(0x3000))))
        words[n] = words[n][:m] + sign + words[n][m:]
    else:
        words[n] = dice.choice(LIKE)


def hostile_texts(seed: int) -> Iterator[str]:
    """Documented lines with a few changes in them; or tokens alone."""
    dice = Random(seed)
    while True:
        if dice.random() < 0.2:
            words = dice.choices(TOKENS, k=dice.randrange(1, 12))
        else:
            words = dice.choice(BOTH).split(" ")
            for _ in range(dice.randrange(1, 4)):
                changed(words, dice)
        yield dice.choice((" ", " ", " ", "\n", "; ")).join(words)


def test_hostile_texts(report: Callable[[str], None]) -> None:
    accepted = refused = 0
    codes = set()
    for text, _ in zip(hostile_texts(1), range(TEXTS), strict=False):
        outcome = tried(text)
        if isinstance(outcome, SyntaxProblem):
            refused += 1
            codes.add(outcome.problem.code)
        else:
            accepted += 1
    report(f"{accepted} hostile texts were read, {refused} refused with {len(codes)} codes")
    assert accepted + refused == TEXTS
    assert accepted > TEXTS // 100
    assert refused > TEXTS // 2
    assert len(codes) > 20


EXTREMES = {
    "nothing": ("", "E-EMPTY"),
    "blanks": (" ;\n\t;;", "E-EMPTY"),
    "a comment": ("// BTCUSDT on paper close", "E-EMPTY"),
    "4097 characters": ("BTCUSDT on paper close".ljust(4097), "E-LONG"),
    "a million characters": ("BTCUSDT on paper market long 1 " * 40_000, "E-LONG"),
    "51 commands": ("BTC on paper " + "takeprofit long 1%p tp off 1% " * 51, "E-MANY"),
    "51 commands, most in a word": ("BTC on paper " + "close " * 51, "E-MANY"),
    "51 markets": (",".join(f"A{n}" for n in range(51)) + " on paper close", "E-MANY"),
    "17 x 3 markets": (",".join(f"A{n}" for n in range(17)) + " on a,b,c close", "E-MANY"),
    "a huge exponent": ("BTC on paper market long 1e9999999", "E-NUMBER"),
    "a huge negative exponent": ("BTC on paper market long 1e-9999999", "E-NUMBER"),
    "NaN": ("BTC on paper market long nan", "E-QUANTITY"),
    "infinity": ("BTC on paper market long 1 sl inf", "E-PRICE"),
    "NUL": ("BTC on paper close\x00", "E-CHAR"),
    "NUL in a comment": ("BTC on paper close // \x00", "E-CHAR"),
    "right to left": ("BTC on paper \u202emarket long 1", "E-CHAR"),
    "right to left in a comment": ("BTC on paper close // \u202e", "E-CHAR"),
    "zero width": ("BTC on paper mar\u200bket long 1", "E-CHAR"),
    "a line separator after a comment": ("BTC on paper close // x\u2028 all", "E-CHAR"),
    "a surrogate": ("BTC on paper close \ud83d", "E-CHAR"),
    "full-width letters": ("ＢＴＣ on paper close", "E-CHAR"),
    "long s": ("BTC on paper market long 1 ſl off 2%", "E-CHAR"),
    "Kelvin": ("BTC on paper mar\u212aet long 1", "E-CHAR"),
    "dotted capital I": ("BTC on paper lİmit long 1 at 2", "E-CHAR"),
    "Arabic digits": ("BTC on paper market long ١", "E-CHAR"),
    "superscript": ("BTC on paper market long 2²", "E-CHAR"),
    "Cyrillic": ("ВTC on paper close", "E-CHAR"),
    "an open placeholder": ("BTC on paper market long {{strategy", "E-PLACEHOLDER"),
    "a placeholder in a comment": ("BTC on paper close // {{x}}", "E-PLACEHOLDER"),
    "braces": ("{" * 4000, "E-PLACEHOLDER"),
    "brackets": ("BTC on paper " + "(" * 4000, "E-PLACE"),
    "one word": ("a" * 4096, "E-ON"),
    "one number": ("BTC on paper market long " + "9" * 4000, "E-NUMBER"),
    "a long symbol": ("A" * 31 + " on paper close", "E-SYMBOL"),
}


@pytest.mark.parametrize("name", EXTREMES)
def test_extremes(name: str) -> None:
    text, code = EXTREMES[name]
    outcome = tried(text)
    assert isinstance(outcome, SyntaxProblem)
    assert outcome.problem.code == code


def test_bounds_themselves_are_accepted() -> None:
    assert parse("BTC on paper close".ljust(4096)).blocks
    assert parse("BTC on paper " + "takeprofit long 1%p tp off 1% " * 50).blocks
    assert parse(",".join(f"A{n}" for n in range(25)) + " on a,b close").blocks
    assert parse(f"BTC on paper market long {'9' * 18}.{'9' * 18} sl {'1' * 18}").blocks
    assert parse(f"BTC on paper market long 0.{'0' * 17}1").blocks == parse("BTC on paper market long 1e-18").blocks


def test_a_caller_without_stack_gets_a_problem() -> None:
    def deep(left: int) -> str:
        return deep(left - 1) if left else str(tried_deep())

    def tried_deep() -> str:
        try:
            return str(parse(LINES[3]))
        except SyntaxProblem as refused:
            return refused.problem.code

    outcomes = set()
    for left in range(0, 2000, 7):
        try:
            outcomes.add(deep(left))
        except RecursionError:  # our own frames used the stack up before parse was reached
            break
    assert outcomes == {LINES[3], "E-DEPTH"}
