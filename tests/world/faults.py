"""Every fault that a world can bring, by the words of its row in the table that a run prints."""

from __future__ import annotations

from enum import Enum


class Fault(Enum):
    """See the module's head."""

    REQUEST_LOST = "request lost"
    ANSWER_LOST = "answer lost"
    REQUEST_LATE = "request late"
    ANSWER_SLOW = "answer slow"
    REFUSED_SKEW = "refused: clock skew"
    NO_LINE = "not sent: no line"
    CANCEL_IGNORED = "cancel rejected"
    CANCEL_RACED = "cancel raced by a fill"
    AMEND_REFUSED = "amendment refused"
    LOOK_FAILED = "look failed"
    LOOK_STALE = "look stale"
    LOOK_MISSED = "not found just after placing"
    FORGOTTEN = "order forgotten after its end"
    TOTALS_LATE = "totals late after the end"
    PUSH_LOST = "push lost"
    PUSH_TWICE = "push twice"
    PUSH_LATE = "push late"
    OUTAGE = "outage"
    BAN = "ban"
    STORE_REFUSES = "ledger refuses"
    COMMIT_UNKNOWN = "commit's outcome lost"
    CHAT_DOWN = "chat down"
    CHAT_UNKNOWN = "message's outcome lost"
    KILLED = "killed"
    KILLED_IN_SAVE = "killed around a commit"
    STOPPED = "stopped and started"
    TWO_BOTS = "two bots at once"
    SAID_TWICE = "message twice"
    SAID_LATE = "message old"
    HAND_CANCELS_STOP = "hand cancels stop"
    HAND_CANCELS_TARGET = "hand cancels target"
    HAND_MOVES_STOP = "hand moves stop"
    HAND_CLOSES = "hand closes"
    HAND_REDUCES = "hand reduces"
    HAND_ADDS = "hand adds"
    HAND_OPENS = "hand opens"
    LIQUIDATION = "liquidation"
    HALT = "market halted"
    DELISTED = "market ends for good"
    RELISTED = "other steps listed"
    HAND_PARKS = "hand takes a condition's place"
    FULL = "refused: too many conditions"
    LIFE_OVER = "condition ended by itself"
    BOOKS_REOPENED = "exchange's books opened again"


SUBMITS = (Fault.REQUEST_LOST, Fault.ANSWER_LOST, Fault.REQUEST_LATE, Fault.ANSWER_SLOW, Fault.REFUSED_SKEW)
SUBMIT_FAULTS = (*SUBMITS, Fault.NO_LINE)
CANCEL_FAULTS = (*SUBMITS[:4], Fault.CANCEL_IGNORED, *[Fault.CANCEL_RACED] * 5, Fault.NO_LINE)
AMEND_FAULTS = (*SUBMITS[:4], Fault.AMEND_REFUSED, Fault.NO_LINE)
LOOK_FAULTS = (Fault.LOOK_FAILED, Fault.LOOK_STALE, Fault.LOOK_STALE, Fault.LOOK_MISSED, Fault.ANSWER_SLOW)
PUSH_FAULTS = (Fault.PUSH_LOST, Fault.PUSH_TWICE, Fault.PUSH_LATE)
