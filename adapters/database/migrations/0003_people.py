"""People, chats and what is to be told there.  Written by tortoise from ``people_models``; never edited once released."""
# ruff: noqa: RUF012, E501  (tortoise writes it so)

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_accounts")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Chats",
            fields=[
                ("place", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=255)),
                ("accounts", fields.TextField(unique=False)),
                ("language", fields.CharField(max_length=35)),
                ("bound_by", fields.CharField(max_length=64)),
                ("bound_at", fields.CharField(max_length=32)),
            ],
            options={
                "table": "chats",
                "app": "ledger",
                "pk_attr": "place",
                "table_description": "The accounts, parted by spaces, that a group, channel or thread is bound to.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Grants",
            fields=[
                ("seq", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("person", fields.CharField(max_length=64)),
                ("account", fields.CharField(max_length=64)),
                ("role", fields.IntField()),
            ],
            options={
                "table": "grants",
                "app": "ledger",
                "unique_together": (("person", "account"),),
                "pk_attr": "seq",
                "table_description": "What a person may do on an account, or on all of them.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Guesses",
            fields=[
                ("seq", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("person", fields.CharField(max_length=64)),
                ("at", fields.CharField(max_length=32)),
            ],
            options={
                "table": "guesses",
                "app": "ledger",
                "indexes": [Index(fields=["person", "at"])],
                "pk_attr": "seq",
                "table_description": "A wrong code, by whom and when.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Halts",
            fields=[
                ("account", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ("by", fields.CharField(max_length=64)),
                ("at", fields.CharField(max_length=32)),
                ("why", fields.TextField(unique=False)),
            ],
            options={
                "table": "halts",
                "app": "ledger",
                "pk_attr": "account",
                "table_description": "An account, or all of them, on which nothing new is entered.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Identities",
            fields=[
                ("id", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ("person", fields.CharField(db_index=True, max_length=64)),
                ("name", fields.TextField(unique=False)),
                ("locale", fields.CharField(max_length=35)),
                ("private", fields.CharField(max_length=255)),
            ],
            options={
                "table": "identities",
                "app": "ledger",
                "pk_attr": "id",
                "table_description": "A person's id on one platform, and what was last seen of him there.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Invitations",
            fields=[
                ("hash", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ("for_owner", fields.BooleanField()),
                ("person", fields.CharField(null=True, max_length=64)),
                ("account", fields.CharField(null=True, max_length=64)),
                ("role", fields.IntField(null=True)),
                ("made_by", fields.CharField(max_length=64)),
                ("expires_at", fields.CharField(max_length=32)),
                ("used_at", fields.CharField(null=True, max_length=32)),
                ("used_by", fields.CharField(null=True, max_length=64)),
            ],
            options={
                "table": "invitations",
                "app": "ledger",
                "pk_attr": "hash",
                "table_description": "A one-time code, hashed.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Letters",
            fields=[
                ("seq", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("outgoing", fields.CharField(max_length=128)),
                ("place", fields.CharField(max_length=255)),
                ("bracket", fields.CharField(max_length=64)),
                ("account", fields.CharField(max_length=64)),
                ("symbol", fields.CharField(max_length=64)),
                ("at", fields.CharField(max_length=32)),
                ("body", fields.TextField(unique=False)),
                ("severity", fields.IntField()),
                ("attempts", fields.IntField()),
                ("done_at", fields.CharField(null=True, max_length=32)),
                ("dropped", fields.TextField(null=True, unique=False)),
            ],
            options={
                "table": "letters",
                "app": "ledger",
                "unique_together": (("outgoing", "place"),),
                "indexes": [Index(fields=["done_at", "place", "seq"])],
                "pk_attr": "seq",
                "table_description": "A notice for one place, done when it was delivered or, with ``dropped`` saying why, given up.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Limits",
            fields=[
                ("subject", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=80)),
                ("per_order", fields.CharField(null=True, max_length=255)),
                ("per_day", fields.CharField(null=True, max_length=255)),
                ("symbols", fields.TextField(unique=False)),
                ("leverage", fields.CharField(null=True, max_length=255)),
            ],
            options={
                "table": "limits",
                "app": "ledger",
                "pk_attr": "subject",
                "table_description": "What a person or an account is held to, with ``symbols`` parted by spaces and null for no limit.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="LiveTickets",
            fields=[
                ("seq", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("bracket", fields.CharField(max_length=64)),
                ("place", fields.CharField(max_length=255)),
                ("message", fields.CharField(max_length=64)),
                ("shown", fields.CharField(max_length=64)),
                ("at", fields.CharField(max_length=32)),
            ],
            options={
                "table": "live_tickets",
                "app": "ledger",
                "unique_together": (("bracket", "place"),),
                "pk_attr": "seq",
                "table_description": "The message that shows a bracket in a place.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Offsets",
            fields=[
                ("bot", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ("next_update", fields.BigIntField()),
            ],
            options={
                "table": "offsets",
                "app": "ledger",
                "pk_attr": "bot",
                "table_description": "Where to go on asking a platform for what it has for a bot.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="People",
            fields=[
                ("id", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ("language", fields.CharField(max_length=35)),
                ("zone", fields.CharField(max_length=64)),
                ("confirm", fields.CharField(max_length=16)),
                ("above", fields.CharField(null=True, max_length=255)),
            ],
            options={
                "table": "people",
                "app": "ledger",
                "pk_attr": "id",
                "table_description": "A human being, under the first of the ids by which we knew him, and what he prefers.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Spending",
            fields=[
                ("seq", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("message", fields.CharField(max_length=255)),
                ("n", fields.IntField()),
                ("day", fields.CharField(max_length=10)),
                ("person", fields.CharField(max_length=64)),
                ("account", fields.CharField(max_length=64)),
                ("notional", fields.CharField(max_length=255)),
            ],
            options={
                "table": "spending",
                "app": "ledger",
                "unique_together": (("message", "n"),),
                "indexes": [Index(fields=["day", "person"]), Index(fields=["day", "account"])],
                "pk_attr": "seq",
                "table_description": "The ``n``-th order of a message, counted toward limits on its UTC day.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Updates",
            fields=[
                ("seq", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("bot", fields.CharField(max_length=64)),
                ("update_id", fields.BigIntField()),
                ("at", fields.CharField(max_length=32)),
                ("body", fields.TextField(unique=False)),
                ("done", fields.BooleanField()),
            ],
            options={
                "table": "updates",
                "app": "ledger",
                "unique_together": (("bot", "update_id"),),
                "indexes": [Index(fields=["done", "at"])],
                "pk_attr": "seq",
                "table_description": "What a platform delivered to a bot, without its text once it is done.",
            },
            bases=["Model"],
        ),
        ops.AddIndex(
            model_name="Inbox",
            index=Index(fields=["number"]),
        ),
    ]
