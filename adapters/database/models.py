"""The tables.  Rows only: what a row means is ``rows``' and ``codec``'s business, when it is written ``ledger``'s.

A bracket is one versioned document; every other table is an index, a log or a queue beside it, so no row can disagree
with it and no foreign key is needed: whatever belongs together is written in one transaction.  Money is text, exact
to the last digit, and no SQL ever calculates with it; times are ISO 8601 UTC text of one width, so they sort.

A docstring's first paragraph becomes the table's comment, in which tortoise's migrations cannot bear a semicolon.
"""

from __future__ import annotations

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model


class Inbox(Model):
    """A message, once per ``key``, and the ``reserved`` bracket numbers from ``number`` on that are its own.

    The newest row must stay: the next message's numbers follow its.
    """

    seq = fields.BigIntField(primary_key=True, generated=True)
    key = fields.CharField(max_length=255, unique=True)
    at = fields.CharField(max_length=32)
    text = fields.TextField()
    source = fields.CharField(max_length=255)
    number = fields.BigIntField()
    reserved = fields.IntField()
    answer = fields.TextField(null=True)

    class Meta:
        table = "inbox"
        indexes = (Index(fields=["number"]),)


class Brackets(Model):
    """The document, and the few of its facts that are searched for."""

    id = fields.CharField(max_length=64, primary_key=True)
    number = fields.BigIntField()
    account = fields.CharField(max_length=64)
    symbol = fields.CharField(max_length=64)
    side = fields.CharField(max_length=8)
    version = fields.BigIntField()
    closed = fields.BooleanField()
    document = fields.TextField()

    class Meta:
        table = "brackets"
        indexes = (Index(fields=["closed", "number"]),)


class OrderIndex(Model):
    """Which bracket an order id belongs to, for ever."""

    id = fields.CharField(max_length=64, primary_key=True)
    bracket = fields.CharField(max_length=64)
    slot = fields.CharField(max_length=16)

    class Meta:
        table = "order_index"


class Fills(Model):
    """One growth of what an order traded through one leg, where ``cum_qty`` is FIX's total after it."""

    seq = fields.BigIntField(primary_key=True, generated=True)
    bracket = fields.CharField(max_length=64, db_index=True)
    order_id = fields.CharField(max_length=64)
    leg = fields.CharField(max_length=8)
    cum_qty = fields.CharField(max_length=255)
    quantity = fields.CharField(max_length=255)
    value = fields.CharField(max_length=255)
    base_fee = fields.CharField(max_length=255)
    quote_fee = fields.CharField(max_length=255)
    at = fields.CharField(max_length=32)

    class Meta:
        table = "fills"
        unique_together = (("order_id", "leg", "cum_qty"),)


class Journal(Model):
    """Every event of every bracket: the ``n``-th of those that led to ``version``."""

    seq = fields.BigIntField(primary_key=True, generated=True)
    bracket = fields.CharField(max_length=64)
    version = fields.BigIntField()
    n = fields.IntField()
    at = fields.CharField(max_length=32)
    kind = fields.CharField(max_length=32)
    body = fields.TextField()

    class Meta:
        table = "journal"
        unique_together = (("bracket", "version", "n"),)


class Outbox(Model):
    """What is to be told, in order, ``delivered`` after the send."""

    seq = fields.BigIntField(primary_key=True, generated=True)
    id = fields.CharField(max_length=128, unique=True)
    bracket = fields.CharField(max_length=64)
    account = fields.CharField(max_length=64)
    symbol = fields.CharField(max_length=64)
    at = fields.CharField(max_length=32)
    body = fields.TextField()
    delivered = fields.BooleanField()

    class Meta:
        table = "outbox"
        indexes = (Index(fields=["delivered", "seq"]),)


class About(Model):
    """Single facts of this database, such as the instance tag."""

    key = fields.CharField(max_length=64, primary_key=True)
    value = fields.TextField()

    class Meta:
        table = "meta"


class Accounts(Model):
    """An account at an exchange, its keys encrypted, ``id`` its name in lower case.

    ``wrapped`` is the account's own data key under the key that encrypts the vault, ``sealed`` the fields under the
    data key (JSON, base64); ``hint`` the last signs of the API key.  What the key may do is null where the exchange
    does not tell, and so is ``checked_at`` if it was never asked.
    """

    id = fields.CharField(max_length=64, primary_key=True)
    name = fields.CharField(max_length=64)
    exchange = fields.CharField(max_length=32)
    spot = fields.BooleanField()
    testnet = fields.BooleanField()
    key_version = fields.IntField()
    wrapped = fields.TextField()
    sealed = fields.TextField()
    hint = fields.CharField(max_length=4)
    can_trade = fields.BooleanField(null=True)
    can_withdraw = fields.BooleanField(null=True)
    ip_bound = fields.BooleanField(null=True)
    checked_at = fields.CharField(max_length=32, null=True)
    created_at = fields.CharField(max_length=32)

    class Meta:
        table = "accounts"
