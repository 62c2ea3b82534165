"""A stand-in for Telegram: the Bot API over HTTP on the loopback, and people who type, tap, edit and forward.

Refusals carry the texts of Telegram's own open Bot API server (tdlib/telegram-bot-api, ``telegram-bot-api/Client.cpp``,
and tdlib/td, ``td/telegram``) as of 2026; each says where it is from.  What only Telegram's closed servers know is
marked "from memory".

    entities   HTML to text and entities, and its complaints     flood    how many messages are let through
    telegram   chats, people, messages, updates                  methods  the Bot API's methods
    server     HTTP, long polling, webhooks, faults              swift    a clock in which waiting takes no time
"""
