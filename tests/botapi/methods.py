"""The Bot API's methods on a ``Telegram``: parameters in, result or refusal out.  Knows no HTTP.

Method and limits: https://core.telegram.org/bots/api.  Sources of refusals are given where they are raised.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tests.botapi.entities import Malformed, parse_html, units
from tests.botapi.flood import Flood
from tests.botapi.telegram import Chat, Json, Telegram

LONGEST = 4096  # UTF-16 units; tdlib/td counts code points, and Telegram's closed servers decide: the stricter of both
ANSWERABLE = timedelta(seconds=30)  # that a tap can be answered; from memory
_SAME = "message is not modified: specified new message content and reply markup are exactly the same as a current "


class Refusal(Exception):
    """``code`` and ``description`` as they are answered: Bot API, "Making requests"."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters


def bad(why: str) -> Refusal:
    return Refusal(400, f"Bad Request: {why}")


class Methods:
    """``call`` a method by its name; ``flood``: None lets everything through."""

    def __init__(self, telegram: Telegram) -> None:
        self.telegram = telegram
        self.flood: Flood | None = Flood()
        self.menus: dict[tuple[str, str], list[Json]] = {}
        self.calls: list[tuple[str, Json]] = []
        self._known: dict[str, Callable[[Json], Any]] = {
            "getme": self._me,
            "sendmessage": self._send,
            "editmessagetext": self._edit,
            "deletemessage": self._delete,
            "answercallbackquery": self._answer,
            "setmycommands": self._set_menu,
            "getmycommands": lambda given: self.menus.get(self._menu(given), []),
            "sendchataction": lambda given: bool(self._chat(given)),
        }

    def call(self, method: str, given: Json) -> Any:
        """Raises ``Refusal``."""
        self.calls.append((method, given))
        if method.lower() not in self._known:
            raise Refusal(404, "Not Found: method not found")  # Client.cpp, on_cmd
        return self._known[method.lower()](given)

    def _me(self, _given: Json) -> Json:
        more = {"can_join_groups": True, "can_read_all_group_messages": not self.telegram.privacy}
        return {**self.telegram.bot, **more, "supports_inline_queries": False}

    # -- messages ---------------------------------------------------------------------------------

    def _chat(self, given: Json) -> Chat:
        """Client.cpp, check_chat and check_chat_access."""
        id = str(given.get("chat_id", ""))
        if not id:
            raise bad("chat_id is empty")
        chat = self.telegram.chats.get(int(id)) if re.fullmatch(r"-?\d+", id) else None
        if chat is None:
            raise bad("chat not found")
        if chat.moved_to is not None:
            why = "Bad Request: group chat was upgraded to a supergroup chat"
            raise Refusal(400, why, migrate_to_chat_id=chat.moved_to)
        if chat.gone:
            raise Refusal(403 if chat.gone.startswith("Forbidden") else 400, chat.gone)
        return chat

    def _paced(self, chat: Chat) -> None:
        wait = self.flood.wait(str(chat.id), self.telegram.clock.now()) if self.flood else 0
        if wait:
            raise Refusal(429, f"Too Many Requests: retry after {wait}", retry_after=wait)  # Query.cpp

    def _send(self, given: Json) -> Json:
        chat = self._chat(given)
        message: Json = {"date": self.telegram.now(), "from": self.telegram.bot, **self._content(given)}
        thread = given.get("message_thread_id")
        if thread is not None:
            if chat.forum and int(thread) not in chat.topics:
                raise bad("message thread not found")  # Client.cpp, check_message_topic
            message |= {"message_thread_id": int(thread)} | ({"is_topic_message": True} if chat.forum else {})
        reply = _object(given, "reply_parameters")
        if reply:
            to = chat.messages.get(int(reply["message_id"]))
            if to is None and not reply.get("allow_sending_without_reply"):
                raise bad("message to be replied not found")  # Client.cpp, check_reply_parameters
            message |= {"reply_to_message": to} if to else {}
        if _true(given, "disable_notification"):
            message |= {"_silent": True}
        self._paced(chat)
        return chat.add(message)

    def _content(self, given: Json) -> Json:
        text, found = str(given.get("text", "")), list[Json]()
        if len(text.encode()) > 1 << 15:
            raise bad("text is too long")  # Client.cpp, get_formatted_text
        mode = str(given.get("parse_mode", "")).lower()
        if mode not in ("", "none", "html"):
            raise bad("unsupported parse_mode")  # Client.cpp, get_formatted_text; Markdown: not here
        try:
            text, found = parse_html(text) if mode == "html" else (text.strip(" \n"), [])
        except Malformed as error:
            raise bad(f"can't parse entities: {error}") from error
        if not text.strip():
            raise bad("message text is empty")  # Client.cpp, get_input_message_text
        if units(text) > LONGEST:
            raise bad("message is too long")  # td, MessageContent.cpp, get_input_message_content
        preview = not (_object(given, "link_preview_options") or {}).get("is_disabled")
        markup = self._markup(given)
        return {
            "text": text,
            **({"entities": found} if found else {}),
            # Bot API, Message.reply_markup: "Inline keyboard attached to the message"; others are not told.
            **({"reply_markup" if "inline_keyboard" in markup else "_reply_markup": markup} if markup else {}),
            **({"_preview": True} if preview and "http" in str(given.get("text")) else {}),
        }

    def _markup(self, given: Json) -> Json:
        markup = _object(given, "reply_markup") or {}
        for button in (button for row in markup.get("inline_keyboard", []) for button in row):
            if not button.get("text"):
                raise bad("BUTTON_TEXT_INVALID")  # from memory
            if "callback_data" not in button and "url" not in button:
                raise bad("text buttons are unallowed in the inline keyboard")  # Client.cpp, get_inline_keyboard_button
            if not 1 <= len(button.get("callback_data", "x").encode()) <= 64:
                raise bad("BUTTON_DATA_INVALID")  # from memory; the limit: Bot API, InlineKeyboardButton
        placeholder = markup.get("input_field_placeholder", "x")
        if not 1 <= len(placeholder) <= 64:
            raise bad("INPUT_FIELD_PLACEHOLDER_INVALID")  # from memory; the limit: Bot API, ForceReply
        return markup if "inline_keyboard" in markup or "force_reply" in markup else {}

    def _edit(self, given: Json) -> Json:
        chat = self._chat(given)
        content = self._content(given)
        message = chat.messages.get(int(given.get("message_id", 0)))
        if message is None:
            raise bad("message to edit not found")  # Client.cpp, check_message
        if message.get("from") != self.telegram.bot:
            raise bad("message can't be edited")  # td, MessagesManager.cpp, edit_message_text
        kept = ("text", "entities", "reply_markup")
        if {key: message.get(key) for key in kept} == {key: content.get(key) for key in kept}:
            raise bad(f"{_SAME}content and reply markup of the message")  # Client.cpp, fail_query_with_error
        self._paced(chat)
        for key in kept:
            message.pop(key, None)
        message |= content | {"edit_date": self.telegram.now()}
        return message

    def _delete(self, given: Json) -> bool:
        chat = self._chat(given)
        message = chat.messages.get(int(given.get("message_id", 0)))
        if message is None:
            raise bad("message to delete not found")  # Client.cpp, check_message
        if chat.kind != "private" and message.get("from") != self.telegram.bot:
            raise bad("message can't be deleted")  # Client.cpp, fail_query_with_error; a bot without rights
        del chat.messages[message["message_id"]]
        return True

    def _answer(self, given: Json) -> bool:
        query = self.telegram.queries.get(str(given.get("callback_query_id")))
        if query is None or query.answer is not None or self.telegram.clock.now() - query.at > ANSWERABLE:
            # Client.cpp, fail_query_with_error, of QUERY_ID_INVALID
            raise bad("query is too old and response timeout expired or query ID is invalid")
        if len(str(given.get("text", ""))) > 200:
            raise bad("MESSAGE_TOO_LONG")  # from memory; the limit: Bot API, answerCallbackQuery
        query.answer = {"text": given.get("text", ""), "alert": _true(given, "show_alert")}
        return True

    # -- menus ------------------------------------------------------------------------------------

    def _menu(self, given: Json) -> tuple[str, str]:
        scope, language = (_object(given, "scope") or {}).get("type", "default"), str(given.get("language_code", ""))
        if language and not re.fullmatch("[a-z]{2}", language):
            raise bad("LANGUAGE_CODE_INVALID")  # from memory; "two-letter ISO 639-1": Bot API, setMyCommands
        return scope, language

    def _set_menu(self, given: Json) -> bool:
        key, commands = self._menu(given), _object(given, "commands")
        if not isinstance(commands, list):
            raise bad("can't parse commands JSON object")  # Client.cpp, get_bot_commands
        if len(commands) > 100:
            raise bad("BOT_COMMANDS_TOO_MUCH")  # from memory; the limit: Bot API, setMyCommands
        for command in commands:
            if not re.fullmatch("[a-z0-9_]{1,32}", command["command"]):
                raise bad("BOT_COMMAND_INVALID")  # from memory; the limit: Bot API, BotCommand
            if not 1 <= len(command["description"]) <= 256:
                raise bad("BOT_COMMAND_DESCRIPTION_INVALID")  # from memory; the limit: Bot API, BotCommand
        self.menus[key] = commands
        return True


def _object(given: Json, name: str) -> Any:
    """JSON-serialized, as the Bot API takes objects."""
    value = given.get(name)
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value) if value else None
    except ValueError:
        raise bad(f"can't parse {name.replace('_', ' ')} JSON object") from None  # Client.cpp


def _true(given: Json, name: str) -> bool:
    return str(given.get(name, "")).lower() in ("true", "1", "yes")
