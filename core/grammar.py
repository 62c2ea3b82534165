"""The grammar of Smart Syntax, its words and its bounds; it is quoted in the README and meant to be read.

The grammar reads a *plain* text, which ``plain`` makes: as long as the text that was sent, so that offsets agree,
all ASCII and lower case, with comments, newlines and semicolons turned into blanks.  That settles the traps of PEG
keywords: no case flags (which let U+017F pass for an "s"), and no word boundaries, because every word is followed by
a blank or the end.  A word followed by ``on`` is a symbol whatever else it could mean, hence ``!symbols``.

Knows no meaning: which clauses go with which command, and which numbers make sense, is said in ``syntax``.
"""

from __future__ import annotations

import re
import unicodedata

from parsimonious.grammar import Grammar

from core.instruction import Problem
from core.problems import SyntaxProblem, quoted

MAX_TEXT = 4096  # characters
MAX_COMMANDS = 50

ENTRIES = ("market", "limit")
EXITS = ("sl-or-tp", "stoploss", "takeprofit", "trailing")
COMMANDS = (*ENTRIES, *EXITS, "close", "cancel", "move", "breakeven")
SCOPES = ("all", "entries", "exits", "sl", "tp")
SIDES = ("long", "short")
TRADES = ("buy", "sell")
CLAUSES = ("sl", "tp", "at", "trail", "breakeven")
WORDS = (*COMMANDS, *SCOPES, *SIDES, *TRADES, "at", "trail", "on", "off", "e", "by", "to", "after")

LATER = (
    *("stop-entry", "or", "reverse", "leverage", "margin", "mode", "using", "tag", "ttl", "post-only", "ioc", "fok"),
    *("reduce-only", "trigger", "on-partial", "then", "dry", "scaled", "twap", "dca", "wait", "if"),
)

_SYMBOL = (
    r"#?(?!on(?:[ ,]|$))(?:[a-z]{2,20}:)?(?=[0-9]*[a-z])[a-z0-9]{1,30}(?:\.p|/[a-z0-9]{1,30}(?::[a-z0-9]{1,30})?)?"
)
SYMBOL = re.compile(_SYMBOL)
_NAME = r"(?:[a-z0-9_.<>&-]{0,30}[a-z0-9_<>&])?"  # after its first sign
_ACCOUNT = rf"(?!(?:{'|'.join(COMMANDS)})(?: |$))[a-z]{_NAME}(?::[a-z<>&]{_NAME})?"
ACCOUNT = re.compile(_ACCOUNT)

GRAMMAR_TEXT = rf"""
    message    = _? block (_ block)* _? end
    block      = header _ command (_ command)*
    header     = symbols _ accounts
    command    = entry / exit / trailing / close / cancel / move / even

    entry      = ("market" / "limit") _ trade _ quantity clauses
    exit       = ("sl-or-tp" / "stoploss" / "takeprofit") _ side _ quantity clauses
    trailing   = "trailing" _ side _ quantity _ by _ distance clauses
    close      = !symbols "close" sided? (_ !symbols quantity)?
    cancel     = !symbols "cancel" sided? (_ !symbols scope)?
    move       = "move" (_ side)? _ exit_name _ to _ price
    even       = !symbols "breakeven" sided? after?

    clauses    = (_ clause)*
    clause     = sl / tp / at / trail / breakeven
    sl         = "sl" _ price
    tp         = "tp" _ price
    at         = "at" _ price
    trail      = "trail" _ distance
    breakeven  = !symbols "breakeven" !sided after?
    distance   = number "%" after?
    after      = _ "after" _ price

    price      = off / from_entry / absolute
    off        = "off" _ number "%"?
    from_entry = "e" (sign number "%"?)?
    absolute   = "@"? number

    trade      = "long" / "short" / "buy" / "sell"
    side       = "long" / "short"
    sided      = _ !symbols side
    quantity   = share / number / "all"
    share      = number "%p"
    scope      = "all" / "entries" / "exits" / exit_name
    exit_name  = "sl" / ~"tp(?:[1-9][0-9]?)?"

    symbols    = ~r"{_SYMBOL}(?: *, *{_SYMBOL})* +on(?= |$)"
    accounts   = ~r"{_ACCOUNT}(?: *, *{_ACCOUNT})*"
    number     = ~r"[0-9]{{1,18}}(?:\.[0-9]{{1,18}})?(?:e-[0-9]{{1,2}})?"
    sign       = "+" / "-"
    by         = "by"
    to         = "to"
    end        = ~r"$"
    _          = ~r" +"
"""
GRAMMAR = Grammar(GRAMMAR_TEXT)

# Controls, zero-width and direction marks, odd line ends, lone surrogates: refused even in a comment, where they could
# make the line that is read differ from the line that is run.
_HIDDEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
_PLACEHOLDER = re.compile(r"\{\{[^{}]*(?:\}\})?")
_COMMENT = re.compile(r"//[^\r\n]*")
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_BLANKS = str.maketrans("\t\r\n;\xa0", "     ")  # a no-break space is what copying from a web page leaves
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2212"
_COUNTED = re.compile(rf"(?<![^ ])(?:{'|'.join(COMMANDS[:-1])})(?= +(?!on ))")


def plain(text: str) -> str:
    """The text that the grammar reads; every offset in it is the same offset in ``text``.

    Raises SyntaxProblem for what needs no grammar to be refused: a text that is too long, empty, holds a
    placeholder, a character outside the language, or more than ``MAX_COMMANDS`` commands.
    """
    if len(text) > MAX_TEXT:
        said = f"the text has {len(text)} characters, {MAX_TEXT} are the most"
        raise SyntaxProblem(Problem("E-LONG", said, hint="send it in parts"), text)
    if hidden := _HIDDEN.search(text):
        raise SyntaxProblem(_bad_character(text, hidden.start()), text)
    if left := _PLACEHOLDER.search(text):
        said = f"the placeholder {quoted(left[0])} was never filled in"
        hint = "correct the alert's text where it is sent from"
        raise SyntaxProblem(Problem("E-PLACEHOLDER", said, left.start(), len(left[0]), hint), text)
    bare = _COMMENT.sub(lambda comment: " " * len(comment[0]), text).translate(_BLANKS)
    if foreign := _FOREIGN.search(bare):
        raise SyntaxProblem(_bad_character(text, foreign.start()), text)
    if bare.isspace() or not bare:
        raise SyntaxProblem(Problem("E-EMPTY", "there is no command in this text"), text)
    bare = bare.lower()
    for count, command in enumerate(_COUNTED.finditer(bare)):
        if count >= MAX_COMMANDS:
            said = f"a message holds at most {MAX_COMMANDS} commands"
            raise SyntaxProblem(Problem("E-MANY", said, command.start(), len(command[0]), "send it in parts"), text)
    return bare


def _bad_character(text: str, at: int) -> Problem:
    sign = text[at]
    name = unicodedata.name(sign, "")
    meant = "-" if sign in _DASHES else unicodedata.normalize("NFKC", sign)
    hint = f'did you mean "{meant}"?' if meant.isascii() and meant.isprintable() else "plain letters and digits only"
    return Problem("E-CHAR", f"character U+{ord(sign):04X} {name}".rstrip() + " is not in the language", at, 1, hint)
