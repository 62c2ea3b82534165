"""What a person probably meant where the grammar stopped: one problem, named after the usual slip.

The grammar says only *where* it could not go on.  The language is led by its words, so the words just before that
place tell what was due there (a price after ``tp``, a size after ``long``), and the word at that place tells the slip.
Nothing here decides whether a text is accepted: every text that arrives is refused already.
"""

from __future__ import annotations

import re
from difflib import get_close_matches

from core.grammar import ACCOUNT, CLAUSES, COMMANDS, ENTRIES, EXITS, LATER, SCOPES, SIDES, SYMBOL, TRADES, WORDS
from core.instruction import Problem
from core.problems import quoted

_NUMBER = re.compile(r"[0-9]{1,18}(?:\.[0-9]{1,18})?")
_NUMERIC = re.compile(r"[-+@.,]*[0-9][0-9.,_e+-]*%?p?")
_LATER_SIZE = re.compile(r"\$[0-9].*|[0-9.]+(?:usdt|usdc|usd)|[0-9.]+%[bar]|rest")
_LATER_PRICE = re.compile(r"(?:last|mark|bid|ask)(?:[+-].*)?")
_GLUED = re.compile(r"(off|sl|tp|at|trail|by|to|after)([-+@]?[0-9].*)")
_SCOPE = re.compile(rf"{'|'.join(SCOPES)}|tp[1-9][0-9]?")
_PRICE_FORMS = 'a price is "off 2%", "e+4%" or "63000"'
_STOP = 'a stop is "sl off 2%"'


class Slip:
    """The word where reading stopped (none: words ran out), and those around it; ``said`` is it as it was written."""

    def __init__(self, text: str, bare: str, at: int) -> None:
        done = len(bare.rstrip())
        at = min(at, done)
        whole = bare[at : at + 1] in ("", " ") and bare[at - 1 : at] not in ("+", "-", "@")
        start = at if whole else bare.rfind(" ", 0, at) + 1
        end = at if whole else bare.find(" ", at)
        end = done if end < 0 else end
        self.text = text
        self.word, self.said = bare[start:end], text[start:end]
        before, self.after = bare[:start].split(), bare[end:].split(None, 2)[:2]
        self.first = not before
        self.last, self.second, self.third = ([""] * 3 + before)[:-4:-1]
        self.start = start

    def problem(self, code: str, message: str, hint: str = "") -> Problem:
        return Problem(code, message, self.start, max(1, len(self.said)), hint)

    def due(self, code: str, what: str, hint: str = "") -> Problem:
        """Something else, or nothing, stands where ``what`` was due."""
        if self.word:
            return self.problem(code, f"{quoted(self.said)} is not {what}", hint)
        return self.problem(code, f"{what} is missing at the end", hint)


def find_slip(text: str, bare: str, at: int) -> Problem:
    """The problem of ``text``, whose plain form ``bare`` the grammar could not read beyond offset ``at``."""
    slip = Slip(text, bare, at)
    if slip.first or (slip.after[:1] == ["on"] and not SYMBOL.fullmatch(slip.word)):
        return _header(slip)
    if slip.last == "on" or slip.last.endswith(",") or (slip.word.startswith(",") and slip.second == "on"):
        return _account(slip)
    if slip.second == "on" and "," in slip.word:
        return _account(slip)
    return _later(slip) or _place(slip)


def _place(slip: Slip) -> Problem:
    """By the words before: what was due here?"""
    if "move" in (slip.last, slip.second, slip.third) and (problem := _move(slip)):
        return problem
    if slip.last in (*ENTRIES, *EXITS):
        return _side(slip)
    if slip.second == "cancel" and slip.word in SIDES and _SCOPE.fullmatch(slip.last):
        said = f"{quoted(slip.said)} cannot stand here"
        return slip.problem("E-PLACE", said, f'the side comes first: "cancel {slip.word} {slip.last}"')
    if slip.last in (*SIDES, *TRADES) and slip.second in (*ENTRIES, *EXITS):
        return _quantity(slip)
    if slip.third == "trailing":
        return slip.due("E-PERCENT", 'the word "by"', 'write "trailing long 100%p by 2%"')
    if slip.last == "off":
        return _distance(slip)
    if slip.word.endswith("%") and (slip.last == "close" or slip.second == "close"):
        return _quantity(slip)
    if slip.last in ("trail", "by"):
        hint = f'write "{slip.last} {slip.word}%"' if _NUMBER.fullmatch(slip.word) else f'write "{slip.last} 2%"'
        return _number(slip) or slip.due("E-PERCENT", "a percentage", hint)
    if slip.last in ("sl", "tp", "at", "to", "after"):
        return _price(slip)
    return _word(slip)


def _header(slip: Slip) -> Problem:
    following = slip.after
    if not slip.word.strip("#:/.,") or slip.word == "on":
        return slip.problem("E-SYMBOL", 'a symbol is missing before "on"', 'write "BTCUSDT on paper …"')
    if following[:1] == ["on"]:
        plain = re.sub(r"[^A-Z0-9]", "", slip.said.upper())[:30]
        hint = f'did you mean "{plain}"?' if SYMBOL.fullmatch(plain.lower()) else 'write "BTCUSDT" or "BTC/USDT"'
        return slip.problem("E-SYMBOL", f"{quoted(slip.said)} is not a symbol", hint)
    if slip.word in (*COMMANDS, *LATER, *SIDES, *TRADES):
        does = f"market {slip.word}" if slip.word in (*SIDES, *TRADES) else slip.word
        hint = f'write "BTCUSDT on paper {does} …"'
        return slip.problem("E-ON", "the symbol and the account come first", hint)
    if following[1:] == ["on"]:
        hint = f"leave it out, or join symbols with a comma: {quoted(slip.said + ',' + following[0].upper())}"
        return slip.problem("E-SYMBOL", f"{quoted(slip.said)} stands before the header", hint)
    if following[1:] and (following[1].startswith("paper") or "_" in following[1]):  # its "on" in another language
        name, said = _as_typed(slip, following[1]), slip.said[:32]
        return slip.problem("E-ON", f'"on" is missing after {quoted(slip.said)}', f'write "{said} on {name}"')
    if following and following[0] not in COMMANDS and ACCOUNT.fullmatch(following[0]):
        name = _as_typed(slip, following[0])
        return slip.problem("E-ON", f'"on" is missing after {quoted(slip.said)}', f'write "{slip.said[:32]} on {name}"')
    return slip.problem("E-ON", f'"on" and an account are missing after {quoted(slip.said)}', 'write "… on paper"')


def _account(slip: Slip) -> Problem:
    if slip.word in COMMANDS:
        said = f'an account is missing after "on", {quoted(slip.said)} is a command'
        return slip.problem("E-ACCOUNT", said, f'write "on paper {slip.word}"')
    return slip.due("E-ACCOUNT", "an account's name", 'names are like "Binance_F", "paper" or "paper:NAME"')


def _later(slip: Slip) -> Problem | None:
    """Words of the whole language that this version does not run."""
    after_side = slip.last in (*SIDES, *TRADES, "close", "reverse")
    price_due = slip.last in ("sl", "tp", "at", "to", "after")
    stop_limit = slip.last == "limit" and slip.third in ("sl", "off") and _NUMERIC.fullmatch(slip.word)
    late = (
        slip.word in LATER
        or (after_side and _LATER_SIZE.fullmatch(slip.word))
        or (price_due and _LATER_PRICE.fullmatch(slip.word))
    )
    if stop_limit:
        said = '"sl PRICE limit PRICE"'
    elif late:
        said = quoted(slip.said)
    else:
        return None
    return slip.problem("E-LATER", f"{said} is part of the language but not of this version")


def _move(slip: Slip) -> Problem | None:
    """``move`` with a side or without one; None when it lacks nothing but its price."""
    sided = f"{slip.second} {slip.last}" if slip.second in SIDES else slip.last
    if slip.last == "move" or (slip.second == "move" and slip.last in SIDES):
        lead = "move" if slip.last == "move" else f"move {slip.last}"
        return slip.due("E-MOVE", "sl, tp or tpN", f'write "{lead} sl to 63000"')
    if slip.second == "move" and slip.word in SIDES:
        said = f'{quoted(slip.said)} is not the word "to"'
        return slip.problem("E-MOVE", said, f'the side comes first: "move {slip.word} {slip.last}"')
    if slip.second == "move" or (slip.third == "move" and slip.second in SIDES):
        return slip.due("E-MOVE", 'the word "to"', f'write "move {sided} to {_example(slip)}"')
    return None


def _side(slip: Slip) -> Problem:
    if slip.word in TRADES:
        return slip.problem(
            "E-SIDE", f'{quoted(slip.said)} belongs to entries; after "{slip.last}" the side names the position',
            f'write "{slip.last} long" or "{slip.last} short"',
        )  # fmt: skip
    near = get_close_matches(slip.word[:32], (*SIDES, *TRADES), 1)
    hint = f'did you mean "{near[0]}"?' if near else f'write "{slip.last} long" or "{slip.last} short"'
    if slip.after[:1] and slip.after[0] in (*SIDES, *TRADES):
        hint = f'the side comes first: "{slip.last} {slip.after[0]} {slip.word[:24]}"'
    return slip.due("E-SIDE", "a side", hint)


def _quantity(slip: Slip) -> Problem:
    example = f'write "{slip.second} {slip.last} 0.01"'
    if re.fullmatch(r"[0-9.]+%", slip.word):
        if slip.second in ENTRIES:
            said = f"{quoted(slip.said)} of what? an entry's size is in base coin"
            return slip.problem("E-QUANTITY", said, example)
        return slip.problem("E-QUANTITY", f"{quoted(slip.said)} is not a size", f'did you mean "{slip.word[:24]}p"?')
    return _number(slip) or slip.due("E-QUANTITY", "a size", example)


def _distance(slip: Slip) -> Problem:
    if slip.word[:1] in ("-", "+") and _NUMERIC.fullmatch(slip.word):
        said = '"off" is a distance without a sign; sl, tp and the side give the direction'
        return slip.problem("E-OFF", said, f'write "off {slip.word.lstrip("+-")[:24]}"')
    return _number(slip) or slip.due("E-PRICE", "a distance", 'write "off 2%"')


def _price(slip: Slip) -> Problem:
    if _NUMBER.fullmatch(slip.word.removesuffix("%")) and slip.word.endswith("%"):
        lead, off = slip.last, f"off {slip.word[:24]}"
        return slip.problem("E-PERCENT", f"{quoted(slip.said)} alone is not a price", f'write "{lead} {off}"')
    if re.fullmatch(r"[+-][0-9.]+%?", slip.word):
        return slip.problem("E-PRICE", f"{quoted(slip.said)} is not a price", f'write "e{slip.word[:24]}"')
    if re.fullmatch(r"(?:e|entry)[+-]?[0-9.]+%?", slip.word):
        distance = re.sub(r"^(?:entry|e)\+?", "", slip.word)[:24]
        signed = distance if distance.startswith("-") else f"+{distance}"
        return slip.problem("E-PRICE", f"{quoted(slip.said)} is not a price", f'did you mean "e{signed}"?')
    return _number(slip) or _glued(slip) or slip.due("E-PRICE", "a price", _PRICE_FORMS)


def _number(slip: Slip) -> Problem | None:
    """A word that was meant as a number but is not one of ours; None when it was not."""
    word = slip.word
    if _NUMBER.fullmatch(word) or not re.match(r"[-+@]?[.,]?[0-9]", word):
        return None
    sign, digits, rest = re.match(r"([-+@]?)([0-9.,_]*)(.*)", word).groups()  # type: ignore[union-attr]  # always matches
    meant = digits.replace("_", "")
    hint = 'numbers are like "0.01": at most 18 digits on either side of the point'
    if re.fullmatch(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?", meant) and not meant.startswith("0"):
        hint = f'write "{meant.replace(",", "")[:32]}" or "{meant.replace(",", ".", 1).replace(",", "")[:32]}"'
    elif re.fullmatch(r"[0-9]+,[0-9]+", meant):
        hint = f'did you mean "{meant.replace(",", ".")[:40]}{rest[:2] if rest in ("%", "%p") else ""}"?'
    elif re.fullmatch(r"\.[0-9]+", meant):
        hint = f'did you mean "0{meant[:40]}"?'
    elif sign == "-":
        hint = "numbers have no sign"
    elif re.fullmatch(r"e\+?[0-9]+", rest):
        hint = "write all of its digits"
    elif re.match(r"[a-z]{2,}", rest) and _NUMBER.fullmatch(digits):
        hint = f'a blank is missing after "{digits[:24]}"'
    return slip.problem("E-NUMBER", f"{quoted(slip.said)} is not a number", hint)


def _glued(slip: Slip) -> Problem | None:
    glued = _GLUED.fullmatch(slip.word)
    if not glued or re.fullmatch("tp[0-9]+", slip.word):
        return None
    off = "off " if glued[1] in ("sl", "tp") and glued[2].endswith("%") else ""
    hint = f'did you mean "{glued[1]} {off}{glued[2][:24]}"?'
    return slip.problem("E-WORD", f"unknown word {quoted(slip.said)}", hint)


_MEANT = {  # words of other programs, to which other words of ours are nearer
    **dict.fromkeys(("stop", "stops", "sl1", "stop-loss"), ("sl",)),
    **dict.fromkeys(("target", "targets", "profit", "take-profit"), ("tp",)),
    "exit": ("close",),
}


def _word(slip: Slip) -> Problem:
    """A command or a clause was due."""
    if not slip.word:
        hint = 'write what to do: "market long 0.01 sl off 2% tp off 5%"'
        return slip.problem("E-COMMAND", "a command is missing at the end", hint)
    if slip.word in (*SIDES, *TRADES):
        hint = f'did you mean "market {slip.word}"?'
        return slip.problem("E-COMMAND", f"a command is missing before {quoted(slip.said)}", hint)
    if slip.word in WORDS or _NUMERIC.fullmatch(slip.word) or not re.search("[a-z]", slip.word):
        return _misplaced(slip)
    if re.fullmatch("tp[0-9]+", slip.word):
        hint = 'write several targets as "takeprofit long 50%p tp off 3% takeprofit long 100%p tp off 5%"'
        return slip.problem("E-WORD", f"{quoted(slip.said)} is a name, not a clause", hint)
    if glued := _glued(slip):
        return glued
    canceling = slip.last == "cancel" or (slip.second == "cancel" and slip.last in SIDES)
    known = (*COMMANDS, *CLAUSES, *LATER, *(SCOPES if canceling else ()))
    near = _MEANT.get(slip.word) or get_close_matches(slip.word[:32], known, 1)
    header = None if near else _middle_header(slip)
    hint = f'did you mean "{near[0]}"?' if near else ""
    if canceling and not near:
        hint = "cancel all, entries, exits, sl, tp or tpN"
    return header or slip.problem("E-WORD", f"unknown word {quoted(slip.said)}", hint)


def _misplaced(slip: Slip) -> Problem:
    """A word or number of the language where it cannot stand."""
    hint = ""
    if slip.word == "off":
        hint = 'write "sl off …" or "tp off …"'
    elif slip.third in ENTRIES and _NUMBER.fullmatch(slip.word):
        hint = f'write "at {slip.word}"' if slip.third == "limit" else f'a limit order is "limit … at {slip.word}"'
    elif slip.word == "%" or slip.last == "e":
        glued = slip.word + "".join(slip.after[:1] if slip.word in ("+", "-") else ())
        hint = f'write "{slip.last}{glued[:24]}" without a blank'
    return slip.problem("E-PLACE", f"{quoted(slip.said)} cannot stand here", hint)


def _middle_header(slip: Slip) -> Problem | None:
    """``… ETHUSDT paper market long 1``: a second header that lacks its ``on``."""
    if len(slip.after) == 2 and slip.after[1] in COMMANDS and slip.after[0] not in WORDS:
        return _header(slip)
    return None


def _example(slip: Slip) -> str:
    return slip.word if _NUMBER.fullmatch(slip.word) else "63000"


def _as_typed(slip: Slip, word: str) -> str:
    at = slip.text.lower().find(word, slip.start + len(slip.said))
    return slip.text[at : at + len(word)][:32]
