"""People in one chat, each in a language of their own: the client's, or one chosen by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.chat import Person, Place, Reply
from bot.pipe import plain_text
from core.people import Role
from tests.chat_kit import ANN, GROUP, Chat, button
from tests.test_reception import LINE, answered, play

UWE = Person("chat", "7", "Uwe", "de-AT")
EVE = Person("chat", "8", "Eve", "zh-hans")


def shown(reply: Reply | None) -> str:
    return plain_text(answered(reply))


def test_the_clients_language_is_followed_until_one_is_chosen() -> None:
    async def story(one: Chat) -> None:
        await one.knows(UWE, Role.TRADER)
        assert shown(await one.type("/positions", UWE)) == "Es wird nichts gehalten."
        await one.type("/lang tr", UWE)
        assert shown(await one.type("/positions", UWE)) == "Tutulan pozisyon yok."
        await one.type("/lang auto", UWE)
        assert shown(await one.type("/positions", UWE)) == "Es wird nichts gehalten."
        assert shown(await one.type("/positions", Person("chat", "7", "Uwe", "fr"))) == "Nothing is held."

    play(story)


def test_a_ticket_its_buttons_and_its_notices_are_in_the_readers_language() -> None:
    async def story(one: Chat) -> None:
        await one.knows(EVE, Role.TRADER)
        reply = answered(await one.type(LINE, EVE))
        assert "#1 做多 0.01 BTC/USDT:USDT，账户 paper，入场价 60000，现价 60000" in reply.text
        labels = [b.label for row in reply.buttons for b in row]
        assert labels == ["移动 SL", "保本", "平 50 %", "平仓", "撤单", "原因"]
        await one.moves("BTC", "63000")
        await one.clock.sleep(5)
        heard = "\n".join(one.heard(Place("chat", "8")))
        assert "#1 tp1：已卖出 0.01 @ 63000" in heard
        assert "#1 已平仓：做多 BTC/USDT:USDT" in heard

    play(story)


@pytest.mark.parametrize(("word", "traded"), [("j", 1), ("Ja", 1), ("yes", 1), ("n", 0), ("NEIN", 0)])
def test_a_yes_is_understood_in_ones_own_words_and_in_english(word: str, traded: int) -> None:
    async def story(one: Chat) -> None:
        await one.knows(UWE, Role.TRADER)
        draft = answered(await one.type(LINE, UWE, forwarded=one.clock.now() - timedelta(hours=1)))
        assert "Eine weitergeleitete Nachricht ist nur ein Entwurf." in draft.text
        assert draft.text.endswith("Ausführen? (j/N)")
        assert button(draft, "Bestätigen")
        await one.type(word, UWE)
        assert len(await one.session.store.load()) == traded

    play(story)


def test_a_foreign_yes_is_no_yes() -> None:
    async def story(one: Chat) -> None:
        await one.knows(UWE, Role.TRADER)
        await one.type(LINE, UWE, forwarded=one.clock.now() - timedelta(hours=1))
        assert answered(await one.type("sí", UWE)).refused
        assert await one.session.store.load() == []

    play(story)


def test_refusals_are_in_the_readers_language() -> None:
    async def story(one: Chat) -> None:
        await one.knows(UWE, Role.VIEWER, "paper")
        line = "BTCUSDT on paper market long 0,01"
        assert shown(await one.type(line, UWE)).splitlines() == [
            '✗ E-NUMBER  "0,01" ist keine Zahl; meinst du "0.01"?',
            f"  {line}",
            "                               ^^^^",
            "  Es wurde nichts gesendet.",
        ]
        said = shown(await one.type("BTCUSDT on paper market long 0.01", UWE))
        assert said.splitlines()[0] == "✗ E-DENIED  das darf auf paper nur ein trader"
        assert shown(await one.type("/why 9", UWE)) == "✗ es gibt keinen Bracket #9; keiner ist offen"
        assert shown(await one.type("/clsoe 9", UWE)) == "Es gibt kein /clsoe; meinst du /close?"
        assert shown(await one.type("/close", UWE)).startswith("So geht es: /close BRACKET [QUANTITY]: die Position")

    play(story)


def test_each_in_a_group_is_answered_in_his_own_language() -> None:
    async def story(one: Chat) -> None:
        await one.knows(UWE, Role.TRADER)
        await one.type("/bind paper", ANN, GROUP)
        assert shown(await one.type("/brackets", ANN, GROUP)) == "No bracket is open."
        assert shown(await one.type("/brackets", UWE, GROUP)) == "Kein Bracket ist offen."

    play(story)


def test_a_ticket_in_a_group_stays_in_the_language_in_which_it_was_asked_for() -> None:
    async def story(one: Chat) -> None:
        await one.knows(UWE, Role.TRADER)
        await one.type("/bind paper", place=GROUP)
        await one.type(LINE, UWE, GROUP)
        await one.moves("BTC", "60500")
        await one.clock.sleep(10)
        tickets = [reply for (place, _), reply in one.screen.shown.items() if place == GROUP and reply.ticket]
        assert ["60500" in reply.text for reply in tickets] == [True]
        assert "auf paper, Einstieg 60000" in tickets[0].text
        assert button(tickets[0], "Schließen")

    play(story)


def test_names_keep_their_underscores_and_money_its_language() -> None:
    async def story(one: Chat) -> None:
        await one.knows(UWE, Role.TRADER)
        said = shown(await one.type("/balance paper_spot", UWE))
        assert "paper_spot" in said
        assert "160.000,00 USDT" in said

    play(story)
