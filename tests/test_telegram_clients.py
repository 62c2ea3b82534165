"""Other people's clients talk to the stand-in, so that not only our own reading of the Bot API agrees with it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import telebot.types as telebot
from telebot import async_telebot, asyncio_helper
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import ApplicationBuilder, CallbackQueryHandler, CommandHandler, ContextTypes

from tests.botapi.server import TOKEN, stand_in
from tests.botapi.swift import SwiftClock
from tests.botapi.telegram import Telegram


def test_a_plain_application_of_the_library_lives_on_it() -> None:
    """Updater, handlers and buttons as its own documentation shows them."""

    async def story() -> None:
        world, answered, ended = Telegram(SwiftClock()), asyncio.Event(), asyncio.Event()
        ann = world.person(7, "Ann")

        async def start(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
            assert update.message is not None
            assert update.message.entities[0].type == "bot_command"
            buttons = InlineKeyboardMarkup([[InlineKeyboardButton("Press", callback_data="p")]])
            sent = await update.message.reply_html("<b>hi</b> &lt;you&gt;", reply_markup=buttons, do_quote=True)
            answered.set()
            assert (sent.text, sent.entities[0].length, sent.reply_markup) == ("hi <you>", 2, buttons)

        async def press(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
            assert update.callback_query is not None
            await update.callback_query.answer("ok")
            await update.callback_query.edit_message_text("pressed")
            ended.set()

        async with stand_in(world) as api:
            app = ApplicationBuilder().token(TOKEN).base_url(api.url).build()
            app.add_handler(CommandHandler("start", start))
            app.add_handler(CallbackQueryHandler(press))
            async with app:
                assert app.updater is not None
                await app.updater.start_polling(timeout=2)
                await app.start()
                ann.types("/start")
                async with asyncio.timeout(20):
                    await answered.wait()
                    query = ann.taps(ann.home.messages[2], "Press")
                    await ended.wait()
                await app.updater.stop()
                await app.stop()
            assert query.answer == {"text": "ok", "alert": False}
            assert ann.home.texts == ["/start", "pressed"]

    asyncio.run(story())


def test_a_second_client_reads_it_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story() -> None:
        clock = SwiftClock()
        world = Telegram(clock)
        ann, forum = world.person(7, "Ann", "tr"), world.group("Forum", "supergroup", 5)
        async with stand_in(world) as api:
            monkeypatch.setattr(asyncio_helper, "API_URL", api.url + "{0}/{1}")
            bot: Any = async_telebot.AsyncTeleBot(TOKEN)  # typed as if anything could be missing
            me = await bot.get_me()
            assert (me.id, me.is_bot, me.can_read_all_group_messages) == (4242, True, False)
            ann.types("hello")
            line = ann.types("/where", forum, topic=5, anonymously=True)
            ann.edits(line, "/here")
            ann.types("look", forwarded=clock.at)
            first, second, third, fourth = await bot.get_updates(timeout=1)
            assert (first.message.text, first.message.from_user.language_code) == ("hello", "tr")
            assert (second.message.sender_chat.id, second.message.message_thread_id) == (forum.id, 5)
            assert third.edited_message.edit_date == world.now()
            assert isinstance(fourth.message.forward_origin, telebot.MessageOriginHiddenUser)
            assert await bot.get_updates(offset=fourth.update_id + 1, timeout=0) == []
            await _talks(bot, world, forum.id)
            await bot.close_session()

    async def _talks(bot: Any, world: Telegram, forum: int) -> None:
        keys = telebot.InlineKeyboardMarkup([[telebot.InlineKeyboardButton("Press", callback_data="p")]])
        sent = await bot.send_message(forum, "<pre>a  b</pre>", "HTML", message_thread_id=5, reply_markup=keys)
        assert (sent.text, sent.entities[0].type, sent.is_topic_message) == ("a  b", "pre", True)
        world.person(8, "Ben").taps(world.chats[forum].messages[sent.message_id], "Press")
        (update,) = await bot.get_updates(offset=700_000_005, timeout=1)
        assert (update.callback_query.data, update.callback_query.message.message_id) == ("p", sent.message_id)
        assert await bot.answer_callback_query(update.callback_query.id, "ok")
        with pytest.raises(asyncio_helper.ApiTelegramException, match="query is too old"):
            await bot.answer_callback_query("none")
        changed = await bot.edit_message_text("new", forum, sent.message_id)
        assert (changed.text, changed.reply_markup) == ("new", None)
        with pytest.raises(asyncio_helper.ApiTelegramException, match="message is not modified"):
            await bot.edit_message_text("new", forum, sent.message_id)
        assert await bot.delete_message(forum, sent.message_id)
        assert await bot.set_my_commands([telebot.BotCommand("help", "Hilfe")], language_code="de")
        (command,) = await bot.get_my_commands(None, "de")
        assert (command.command, command.description) == ("help", "Hilfe")
        assert await bot.set_webhook("https://bot.example/x", secret_token="s", allowed_updates=["message"])  # noqa: S106
        assert (await bot.get_webhook_info()).url == "https://bot.example/x"
        with pytest.raises(asyncio_helper.ApiTelegramException, match="can't use getUpdates method while webhook"):
            await bot.get_updates()
        assert await bot.delete_webhook()
        assert await bot.send_chat_action(forum, "typing")

    asyncio.run(story())
