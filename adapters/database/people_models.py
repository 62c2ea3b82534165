"""The tables of people and chats; rows only, as ``models`` has the ledger's.

Accounts are spelled as ``core.people.account_key`` spells them, people and places as the platforms' ids.  Amounts and
times are text, as everywhere.
"""

from __future__ import annotations

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model


class People(Model):
    """A human being, under the first of the ids by which we knew him, and what he prefers."""

    id = fields.CharField(max_length=64, primary_key=True)
    language = fields.CharField(max_length=35)
    zone = fields.CharField(max_length=64)
    confirm = fields.CharField(max_length=16)
    above = fields.CharField(max_length=255, null=True)

    class Meta:
        table = "people"


class Asking(Model):
    """When a person wants to be asked on one account, with null for never."""

    seq = fields.BigIntField(primary_key=True, generated=True)
    person = fields.CharField(max_length=64)
    account = fields.CharField(max_length=64)
    above = fields.CharField(max_length=255, null=True)

    class Meta:
        table = "asking"
        unique_together = (("person", "account"),)


class Identities(Model):
    """A person's id on one platform, and what was last seen of him there."""

    id = fields.CharField(max_length=64, primary_key=True)
    person = fields.CharField(max_length=64, db_index=True)
    name = fields.TextField()
    locale = fields.CharField(max_length=35)
    private = fields.CharField(max_length=255)

    class Meta:
        table = "identities"


class Grants(Model):
    """What a person may do on an account, or on all of them."""

    seq = fields.BigIntField(primary_key=True, generated=True)
    person = fields.CharField(max_length=64)
    account = fields.CharField(max_length=64)
    role = fields.IntField()

    class Meta:
        table = "grants"
        unique_together = (("person", "account"),)


class Limits(Model):
    """What a person or an account is held to, with ``symbols`` parted by spaces and null for no limit."""

    subject = fields.CharField(max_length=80, primary_key=True)
    per_order = fields.CharField(max_length=255, null=True)
    per_day = fields.CharField(max_length=255, null=True)
    symbols = fields.TextField()
    leverage = fields.CharField(max_length=255, null=True)
    asked = fields.CharField(max_length=255, null=True)

    class Meta:
        table = "limits"


class Chats(Model):
    """The accounts, parted by spaces, that a group, channel or thread is bound to."""

    place = fields.CharField(max_length=255, primary_key=True)
    accounts = fields.TextField()
    language = fields.CharField(max_length=35)
    bound_by = fields.CharField(max_length=64)
    bound_at = fields.CharField(max_length=32)

    class Meta:
        table = "chats"


class Invitations(Model):
    """A one-time code, hashed.

    It gives ``role`` on ``account``, or, where those are null, makes its user an id of ``person``.  ``for_owner``: made
    for the first owner, and void as soon as there is one.
    """

    hash = fields.CharField(max_length=64, primary_key=True)
    for_owner = fields.BooleanField()
    person = fields.CharField(max_length=64, null=True)
    account = fields.CharField(max_length=64, null=True)
    role = fields.IntField(null=True)
    made_by = fields.CharField(max_length=64)
    expires_at = fields.CharField(max_length=32)
    used_at = fields.CharField(max_length=32, null=True)
    used_by = fields.CharField(max_length=64, null=True)

    class Meta:
        table = "invitations"


class Guesses(Model):
    """A wrong code, by whom and when."""

    seq = fields.BigIntField(primary_key=True, generated=True)
    person = fields.CharField(max_length=64)
    at = fields.CharField(max_length=32)

    class Meta:
        table = "guesses"
        indexes = (Index(fields=["person", "at"]),)


class Spending(Model):
    """The ``n``-th order of a message, counted toward limits on its UTC day."""

    seq = fields.BigIntField(primary_key=True, generated=True)
    message = fields.CharField(max_length=255)
    n = fields.IntField()
    day = fields.CharField(max_length=10)
    person = fields.CharField(max_length=64)
    account = fields.CharField(max_length=64)
    notional = fields.CharField(max_length=255)

    class Meta:
        table = "spending"
        unique_together = (("message", "n"),)
        indexes = (Index(fields=["day", "person"]), Index(fields=["day", "account"]))


class Halts(Model):
    """An account, or all of them, on which nothing new is entered."""

    account = fields.CharField(max_length=64, primary_key=True)
    by = fields.CharField(max_length=64)
    at = fields.CharField(max_length=32)
    why = fields.TextField()

    class Meta:
        table = "halts"


class Letters(Model):
    """A notice for one place, done when it was delivered or, with ``dropped`` saying why, given up."""

    seq = fields.BigIntField(primary_key=True, generated=True)
    outgoing = fields.CharField(max_length=128)
    place = fields.CharField(max_length=255)
    bracket = fields.CharField(max_length=64)
    account = fields.CharField(max_length=64)
    symbol = fields.CharField(max_length=64)
    at = fields.CharField(max_length=32)
    body = fields.TextField()
    severity = fields.IntField()
    attempts = fields.IntField()
    done_at = fields.CharField(max_length=32, null=True)
    dropped = fields.TextField(null=True)

    class Meta:
        table = "letters"
        unique_together = (("outgoing", "place"),)
        indexes = (Index(fields=["done_at", "place", "seq"]),)


class LiveTickets(Model):
    """The message that shows a bracket in a place."""

    seq = fields.BigIntField(primary_key=True, generated=True)
    bracket = fields.CharField(max_length=64)
    place = fields.CharField(max_length=255)
    message = fields.CharField(max_length=64)
    shown = fields.CharField(max_length=64)
    at = fields.CharField(max_length=32)
    person = fields.CharField(max_length=64, null=True)

    class Meta:
        table = "live_tickets"
        unique_together = (("bracket", "place"),)


class LeftTickets(Model):
    """A message that showed a bracket until a newer one did, and does not say so yet."""

    seq = fields.BigIntField(primary_key=True, generated=True)
    bracket = fields.CharField(max_length=64)
    place = fields.CharField(max_length=255)
    message = fields.CharField(max_length=64)

    class Meta:
        table = "left_tickets"
        unique_together = (("place", "message"),)


class Updates(Model):
    """What a platform delivered to a bot, without its text once it is done."""

    seq = fields.BigIntField(primary_key=True, generated=True)
    bot = fields.CharField(max_length=64)
    update_id = fields.BigIntField()
    at = fields.CharField(max_length=32)
    body = fields.TextField()
    done = fields.BooleanField()

    class Meta:
        table = "updates"
        unique_together = (("bot", "update_id"),)
        indexes = (Index(fields=["done", "at"]),)


class Offsets(Model):
    """Where to go on asking a platform for what it has for a bot."""

    bot = fields.CharField(max_length=64, primary_key=True)
    next_update = fields.BigIntField()

    class Meta:
        table = "offsets"
