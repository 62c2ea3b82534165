"""HTML as Telegram reads it: text and entities, or the complaint.

After the rules of tdlib/td, ``td/telegram/MessageEntity.cpp``: ``parse_html``, ``decode_html_entity``,
``fix_formatted_text``.  Offsets in complaints are bytes, in entities UTF-16 units.
"""

from __future__ import annotations

import re
from typing import Any

KINDS = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em"), "italic"),
    **dict.fromkeys(("s", "strike", "del"), "strikethrough"),
    **dict.fromkeys(("u", "ins"), "underline"),
    "tg-spoiler": "spoiler",
    "a": "text_link",
    "pre": "pre",
    "code": "code",
    "blockquote": "blockquote",
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(lt|gt|amp|quot));?")
_ATTRIBUTE = re.compile(r"""\s+([^\s=>/"']+)(?:\s*=\s*("[^"]*"|'[^']*'|[\w.-]+))?""")
_START = re.compile(r"<([^\s>]*)")


class Malformed(Exception):
    """ "Can't parse entities: …": tdlib/td, SynchronousRequests.cpp, do_request(parseTextEntities)."""


def units(text: str) -> int:
    """UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def decoded(text: str) -> str:
    """Character references read; others stay as they are."""

    def sign(found: re.Match[str]) -> str:
        number, hexadecimal, name = found.groups()
        return _NAMED[name] if name else chr(int(number or "0") or int(hexadecimal or "0", 16)) or found[0]

    return _REFERENCE.sub(sign, text)


def parse_html(source: str) -> tuple[str, list[dict[str, Any]]]:
    """Text and entities.  Raises ``Malformed``."""
    text, index = "", 0
    found: list[dict[str, Any]] = []
    open_: list[Any] = []
    while index < len(source):
        if source[index] != "<":
            end = source.find("<", index)
            end = len(source) if end < 0 else end
            text += decoded(source[index:end])
            index = end
            continue
        at = len(source[:index].encode())
        if source.startswith("</", index):
            index = _closed(source, index, at, open_, text, found)
        else:
            index = _opened(source, index, at, open_, text)
    if open_:
        raise Malformed(f'Can\'t find end tag corresponding to start tag "{open_[-1][0]}"')
    return _trimmed(text, sorted(found, key=lambda entity: (entity["offset"], -entity["length"])))


def _opened(source: str, index: int, at: int, open_: list[Any], text: str) -> int:
    start = _START.match(source, index)
    assert start is not None
    if start.end() == len(source):
        raise Malformed(f"Unclosed start tag at byte offset {at}")
    tag = start[1].lower()
    if tag not in KINDS:
        raise Malformed(f'Unsupported start tag "{tag}" at byte offset {at}')
    index, attributes = start.end(), {}
    while source[index : index + 1] != ">":
        attribute = _ATTRIBUTE.match(source, index)
        if attribute is None:
            if not source[index:].strip():
                raise Malformed(f'Unclosed start tag "{tag}" at byte offset {at}')
            raise Malformed(f'Empty attribute name in the tag "{tag}" at byte offset {at}')
        attributes[attribute[1]] = decoded((attribute[2] or "").strip("\"'"))
        index = attribute.end()
    open_.append((tag, units(text), attributes))
    return index + 1


def _closed(source: str, index: int, at: int, open_: list[Any], text: str, found: list[Any]) -> int:
    if not open_:
        raise Malformed(f"Unexpected end tag at byte offset {at}")
    end = source.find(">", index)
    if end < 0:
        raise Malformed(f"Unclosed end tag at byte offset {at}")
    name = source[index + 2 : end].strip().lower()
    tag, offset, attributes = open_.pop()
    if name and name != tag:
        raise Malformed(f'Unmatched end tag at byte offset {at}, expected "</{tag}>", found "</{name}>"')
    if units(text) > offset:
        entity = {"type": KINDS[tag], "offset": offset, "length": units(text) - offset}
        address = attributes.get("href", "")
        mentioned = re.fullmatch(r"tg://user\?id=(\d+)", address)
        if mentioned:
            entity |= {"type": "text_mention", "user": {"id": int(mentioned[1]), "is_bot": False, "first_name": "?"}}
        elif tag == "a":
            entity |= {"url": address}
        if tag != "a" or mentioned or "." in address:  # an address that is none makes no link
            found.append(entity)
    return end + 1


def _trimmed(text: str, entities: list[dict[str, Any]]) -> tuple[str, list[dict[str, Any]]]:
    """Spaces go at the end, and in front up to the first entity: ``fix_formatted_text``."""
    text = text.rstrip(" \n")
    first = min((entity["offset"] for entity in entities), default=len(text))
    cut = 0
    while cut < min(first, len(text)) and text[cut] in " \n":
        cut += 1
    kept = []
    for entity in entities:
        length = min(entity["length"], units(text) - entity["offset"])
        if length > 0:
            kept.append({**entity, "offset": entity["offset"] - cut, "length": length})
    return text[cut:], kept
