"""Smart Syntax: ``parse`` turns a message into an Instruction, or raises SyntaxProblem, and nothing else.

It does not know prices, positions, accounts or exchanges: what needs one of them is checked when brackets are
planned.  The grammar itself is in ``grammar``; the codes below are stable, scripts may rely on them.

====================  ==============================================================================================
E-LONG, E-MANY        over 4096 characters; over 50 commands, or 50 markets (symbols times accounts)
E-EMPTY               nothing but blanks and comments
E-CHAR, E-PLACEHOLDER  a character outside the language; a ``{{…}}`` that was never filled in
E-ON, E-SYMBOL        the header lacks ``on``; its symbol is missing or malformed
E-ACCOUNT             the account is missing or malformed
E-COMMAND, E-WORD     a command is missing; a word is not of the language
E-PLACE, E-LATER      a word of the language where it cannot stand; a word of the language this version does not run
E-SIDE, E-QUANTITY    side or size is missing, malformed, or not one this command takes
E-PRICE, E-PERCENT    a price is malformed or would be zero or less; a percentage stands alone, lacks its sign or is out
                      of range
E-OFF, E-NUMBER       ``off`` with a sign; a number that is malformed or has too many digits
E-ZERO, E-MOVE        a number that must be above zero; a ``move`` that lacks what or where to
E-SHARE, E-RUNGS      ``N%p`` outside 0…100; rungs that add up to more than 100, or two that take all the rest
E-ENTRIES, E-STOPS    a second entry, a second stop for the same side
E-EXITS, E-MIX        an exit command with too little or too much; commands that cannot go together
E-TWICE               the same clause, symbol, account, market or command twice
E-DEPTH               no stack was left to read the text
====================  ==============================================================================================
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, NoReturn

from parsimonious.exceptions import ParseError
from parsimonious.nodes import Node

from core.grammar import GRAMMAR, plain
from core.instruction import (
    Block,
    Breakeven,
    BreakevenCommand,
    CancelCommand,
    CloseCommand,
    Command,
    EntryCommand,
    ExitCommand,
    ExitKind,
    Exits,
    Instruction,
    MoveCommand,
    Price,
    PriceKind,
    Problem,
    Quantity,
    QuantityKind,
    Trail,
)
from core.orders import PositionSide
from core.problems import SyntaxProblem, explain_problem, problem_at, quoted
from core.sense import check, joined
from core.slips import find_slip

__all__ = ["SyntaxProblem", "explain_problem", "parse"]

_SIDES = {side.value: side for side in PositionSide} | {"buy": PositionSide.LONG, "sell": PositionSide.SHORT}
_ITEM = re.compile(r"[^ ,]+")
_DIGITS = 18  # on either side of the point
_FULL = Decimal(100)


def parse(text: str) -> Instruction:
    """Read a whole message.  Pure; time linear in the text; raises SyntaxProblem only."""
    try:
        bare = plain(text)
        try:
            tree = GRAMMAR.parse(bare)
        except ParseError as stopped:
            raise SyntaxProblem(find_slip(text, bare, stopped.pos), text) from None
        instruction: Instruction = _Reader(text).visit(tree)
        check(instruction)
    except RecursionError:  # only for a caller whose own stack is nearly used up: the grammar does not nest
        raise SyntaxProblem(Problem("E-DEPTH", "the text could not be read here"), text) from None
    return instruction


class _Reader:
    """The meaning of each rule of the grammar; ``text`` is what was typed, for names keep their case.

    Visits like parsimonious' NodeVisitor, which it is not: that one wraps a problem in a print of the whole tree, a
    hundred times the text, and takes half as long again.
    """

    def __init__(self, text: str) -> None:
        self.text = text

    def refuse(self, node: Node, code: str, message: str, hint: str = "") -> NoReturn:
        raise SyntaxProblem(Problem(code, message, node.start, node.end - node.start, hint), self.text)

    def visit(self, node: Node) -> Any:
        children = [self.visit(child) for child in node.children]
        meaning = _MEANINGS.get(node.expr.name)
        return meaning(self, node, children) if meaning else children

    def visit_message(self, _node: Node, children: list[Any]) -> Instruction:
        _, first, more, _, _ = children
        return Instruction(joined([first, *(block for _, block in more)]), self.text)

    def visit_block(self, node: Node, children: list[Any]) -> Block:
        (symbols, accounts), _, first, more = children
        return Block(
            tuple(self.text[a:b].upper().lstrip("#") for a, b in symbols),
            tuple(self.text[a:b] for a, b in accounts),
            (first, *(command for _, command in more)),
            node.start,
            tuple(a for a, _ in symbols),
            tuple(a for a, _ in accounts),
        )

    def visit_header(self, _node: Node, children: list[Any]) -> tuple[Any, Any]:
        symbols, _, accounts = children
        return symbols[:-1], accounts  # the last item of ``symbols`` is the word "on"

    def visit_symbols(self, node: Node, _children: list[Any]) -> list[tuple[int, int]]:
        return [(node.start + item.start(), node.start + item.end()) for item in _ITEM.finditer(node.text)]

    visit_accounts = visit_symbols

    def visit_command(self, _node: Node, children: list[Any]) -> Command:
        command: Command = children[0]
        return command

    def visit_entry(self, node: Node, children: list[Any]) -> EntryCommand:
        _, _, side, _, quantity, clauses = children
        limit, at = node.text.startswith("limit"), clauses.pop("at", None)
        if limit and at is None:
            raise problem_at(self.text, "E-PRICE", "a limit needs a price", node.start, 'write "limit … at 63000"')
        if at and not limit:
            raise problem_at(self.text, "E-PRICE", "a market order takes no price", at.position, 'write "limit …"')
        return EntryCommand(side, quantity, at, Exits(**clauses), node.start)

    def visit_exit(self, node: Node, children: list[Any]) -> ExitCommand:
        _, _, side, _, quantity, clauses = children
        self.no_at(clauses)
        return ExitCommand(ExitKind(node.children[0].text), side, quantity, Exits(**clauses), node.start)

    def visit_trailing(self, node: Node, children: list[Any]) -> ExitCommand:
        _, _, side, _, quantity, _, _, _, (percent, after), clauses = children
        self.no_at(clauses)
        if "trail" in clauses:
            raise problem_at(self.text, "E-TWICE", '"trail" in a trailing command', clauses["trail"].position)
        clauses["trail"] = Trail(percent, after, node.start)
        return ExitCommand(ExitKind.STOPLOSS, side, quantity, Exits(**clauses), node.start)

    def no_at(self, clauses: dict[str, Any]) -> None:
        if at := clauses.get("at"):
            said = '"at" belongs to a limit entry, an exit says sl or tp'
            raise problem_at(self.text, "E-PLACE", said, at.position, 'a stop may wait with "after 63000"')

    def visit_close(self, node: Node, children: list[Any]) -> CloseCommand:
        _, _, side, quantity = children
        return CloseCommand(side[0] if side else None, quantity[0][2] if quantity else None, node.start)

    def visit_cancel(self, node: Node, children: list[Any]) -> CancelCommand:
        _, _, side, scope = children
        return CancelCommand(scope[0][2] if scope else "all", side[0] if side else None, node.start)

    def visit_move(self, node: Node, children: list[Any]) -> MoveCommand:
        _, side, _, exit_name, _, _, _, price = children
        return MoveCommand(exit_name, price, side[0][1] if side else None, node.start)

    def visit_even(self, node: Node, children: list[Any]) -> BreakevenCommand:
        _, _, side, after = children
        breakeven = Breakeven(after[0] if after else None, node.start)
        return BreakevenCommand(breakeven, side[0] if side else None, node.start)

    def visit_breakeven(self, node: Node, children: list[Any]) -> Any:
        return Breakeven(children[3][0] if children[3] else None, node.start)

    def visit_clauses(self, node: Node, children: list[Any]) -> dict[str, Any]:
        clauses: dict[str, Any] = {}
        for clause, (_, (name, value)) in zip(node.children, children, strict=True):
            if name in clauses:
                self.refuse(clause.children[1], "E-TWICE", f'"{name}" is said twice in one command')
            clauses[name] = value
        return clauses

    def visit_clause(self, node: Node, children: list[Any]) -> tuple[str, Any]:
        return node.children[0].expr_name, children[0]

    def visit_sl(self, _node: Node, children: list[Any]) -> Any:
        return children[2]

    visit_tp = visit_at = visit_sl

    def visit_trail(self, node: Node, children: list[Any]) -> Trail:
        percent, after = children[2]
        return Trail(percent, after, node.start)

    def visit_distance(self, node: Node, children: list[Any]) -> tuple[Decimal, Price | None]:
        percent, _, after = children
        if not 0 < percent < _FULL:
            self.refuse(node.children[0], "E-PERCENT", "a trailing distance is above 0% and below 100%")
        return percent, after[0] if after else None

    def visit_after(self, _node: Node, children: list[Any]) -> Any:
        return children[3]

    def visit_price(self, node: Node, children: list[Any]) -> Price:
        kind, amount = children[0]
        if amount == 0 and kind not in (PriceKind.ENTRY, PriceKind.ENTRY_PERCENT):
            self.refuse(node, "E-ZERO", f"{quoted(node.text)} must be above zero")
        if kind is PriceKind.ENTRY_PERCENT and amount <= -_FULL:
            self.refuse(node, "E-PRICE", f"{quoted(node.text)} is a price of zero or less")
        return Price(kind, amount, node.start)

    def visit_off(self, _node: Node, children: list[Any]) -> tuple[PriceKind, Decimal]:
        return PriceKind.OFF_PERCENT if children[3] else PriceKind.OFF, children[2]

    def visit_from_entry(self, _node: Node, children: list[Any]) -> tuple[PriceKind, Decimal]:
        if not children[1]:
            return PriceKind.ENTRY, Decimal(0)
        sign, number, percent = children[1][0]
        return PriceKind.ENTRY_PERCENT if percent else PriceKind.ENTRY, number.copy_negate() if sign == "-" else number

    def visit_absolute(self, _node: Node, children: list[Any]) -> tuple[PriceKind, Decimal]:
        return PriceKind.ABSOLUTE, children[1]

    def visit_trade(self, node: Node, _children: list[Any]) -> PositionSide:
        return _SIDES[node.text]

    visit_side = visit_trade

    def visit_sided(self, _node: Node, children: list[Any]) -> Any:
        return children[2]

    def visit_quantity(self, node: Node, children: list[Any]) -> Quantity:
        kind = node.children[0].expr_name
        if kind not in ("share", "number"):
            return Quantity(QuantityKind.ALL, None, node.start)
        amount: Decimal = children[0]
        if kind == "share" and not 0 < amount <= _FULL:
            self.refuse(node, "E-SHARE", f"{quoted(node.text)} of a position", "a share is above 0%p, 100%p at most")
        if not amount:
            self.refuse(node, "E-ZERO", f"{quoted(node.text)} must be above zero")
        return Quantity(QuantityKind.POSITION if kind == "share" else QuantityKind.BASE, amount, node.start)

    def visit_share(self, _node: Node, children: list[Any]) -> Any:
        return children[0]

    def visit_scope(self, node: Node, _children: list[Any]) -> str:
        word: str = node.text
        return word

    visit_exit_name = visit_sign = visit_scope

    def visit_number(self, node: Node, _children: list[Any]) -> Decimal:
        number = Decimal(node.text)
        if "e" in node.text and len(format(number, "f").partition(".")[2].rstrip("0")) > _DIGITS:
            self.refuse(node, "E-NUMBER", f"{quoted(node.text)} has more than {_DIGITS} decimals")
        return number


_MEANINGS = {name.removeprefix("visit_"): rule for name, rule in vars(_Reader).items() if name.startswith("visit_")}
