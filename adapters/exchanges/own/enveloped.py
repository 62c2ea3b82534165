"""What our own exchange classes have in common: answers in an envelope, and refusal of what cannot be said.

Both exchanges answer ``{code, data, message}`` with status 200, whatever happened.  A parameter that a request has no
word for is refused before anything is sent, because an order that loses its condition on the way is a market order.
Knows no exchange, no route and no field but the envelope's.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any

from ccxt.async_support.base.exchange import Exchange
from ccxt.base.errors import BadResponse, ExchangeError, InvalidOrder, NotSupported

Params = Mapping[str, Any]
Raw = dict[str, Any]
NONE: Params = MappingProxyType({})
PAGE, PAGES = 100, 20  # rows in one answer, the most both exchanges give; answers before a list is too long to be read


class Enveloped(Exchange):  # type: ignore[misc]  # ccxt ships no types
    """A ccxt exchange whose every answer is ``{code, data, message}``."""

    def handle_errors(
        self, _status: Any, _reason: Any, _url: Any, _method: Any, _headers: Any, body: Any, answer: Any, *_asked: Any
    ) -> None:
        """Raise the ccxt class of the exchange's code; ``ExchangeError``, an unknown outcome, for a code unheard of."""
        if not isinstance(answer, dict) or "code" not in answer or str(answer["code"]) == "0":
            return
        self.refused(str(answer["code"]), f"{self.id} {body}")

    def refused(self, code: str, feedback: str) -> None:
        """Raise what ``code`` means; ``feedback`` is the exchange's own answer and nothing of the request."""
        self.throw_exactly_matched_exception(self.exceptions["exact"], code, feedback)
        raise ExchangeError(feedback)

    def data(self, answer: Any) -> Any:
        """What an answer carries.  ``BadResponse``, an unknown outcome, for a page or a body that is no answer."""
        if not isinstance(answer, dict) or str(answer.get("code")) != "0":
            raise BadResponse(f"{self.id} sent something that is no answer of its API")
        return answer.get("data")

    def record(self, answer: Any) -> Raw:
        """An answer that must carry one record."""
        found = self.data(answer)
        if not isinstance(found, dict):
            raise BadResponse(f"{self.id} sent an answer without its record")
        return found

    def rows(self, answer: Any, key: str = "") -> list[Raw]:
        """An answer that is a list, or carries one under ``key``.

        Null is empty, because both exchanges write that for nothing; anything else raises ``BadResponse``: an unread
        list is not an empty one.
        """
        found = self.data(answer)
        if key and isinstance(found, dict):
            found = found.get(key)
        if found is None:
            return []
        if not isinstance(found, list):
            raise BadResponse(f"{self.id} sent an answer without its list")
        return found

    def only(self, method: str, params: Params, known: Collection[str]) -> Raw:
        """``params`` as a copy.  ``NotSupported`` if one of them has no place in the request; nothing was sent."""
        unknown = sorted(set(params) - set(known))
        if unknown:
            raise NotSupported(f"{self.id} {method}() has no place for {', '.join(unknown)}; nothing was sent")
        return dict(params)

    def effect(self, type: str, params: Params) -> str:
        """GTC, IOC, FOK or PO, from ``timeInForce`` and ``postOnly``; a market order is IOC and can be nothing else."""
        asked = str(params.get("timeInForce") or "").upper()
        if params.get("postOnly"):
            if asked not in ("", "PO"):
                raise InvalidOrder(f"{self.id} takes postOnly or timeInForce {asked}, not both; nothing was sent")
            asked = "PO"
        asked = asked or ("IOC" if type == "market" else "GTC")
        if asked not in ("GTC", "IOC", "FOK", "PO") or (type == "market" and asked != "IOC"):
            raise InvalidOrder(f"{self.id} has no {type} order with timeInForce {asked}; nothing was sent")
        return asked

    def one_of(self, what: str, value: Any, words: Mapping[str, str]) -> str:
        """The exchange's word for ``value``; ``InvalidOrder`` if it has none; nothing was sent."""
        if value not in words:
            raise InvalidOrder(f"{self.id} knows no {what} {value!r}, only {', '.join(words)}; nothing was sent")
        return words[value]

    def too_long(self) -> ExchangeError:
        """For a list that goes on and on: what lies behind its end would be taken for gone."""
        return ExchangeError(f"{self.id} lists more than {PAGE * PAGES} rows; a list cut off proves nothing")

    def unpriced(self, order: Raw) -> Raw:
        """``order`` without a cost that ccxt worked out from its limit price: that is not what it traded for."""
        if order["average"] is None and order["filled"]:
            order["cost"] = None
        return order
