"""The first schema.  Written by tortoise from ``models``; never edited once released."""
# ruff: noqa: RUF012, E501  (tortoise writes it so)

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="About",
            fields=[
                ("key", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ("value", fields.TextField(unique=False)),
            ],
            options={
                "table": "meta",
                "app": "ledger",
                "pk_attr": "key",
                "table_description": "Single facts of this database, such as the instance tag.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Brackets",
            fields=[
                ("id", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ("number", fields.BigIntField()),
                ("account", fields.CharField(max_length=64)),
                ("symbol", fields.CharField(max_length=64)),
                ("side", fields.CharField(max_length=8)),
                ("version", fields.BigIntField()),
                ("closed", fields.BooleanField()),
                ("document", fields.TextField(unique=False)),
            ],
            options={
                "table": "brackets",
                "app": "ledger",
                "indexes": [Index(fields=["closed", "number"])],
                "pk_attr": "id",
                "table_description": "The document, and the few of its facts that are searched for.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Fills",
            fields=[
                ("seq", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("bracket", fields.CharField(db_index=True, max_length=64)),
                ("order_id", fields.CharField(max_length=64)),
                ("leg", fields.CharField(max_length=8)),
                ("cum_qty", fields.CharField(max_length=255)),
                ("quantity", fields.CharField(max_length=255)),
                ("value", fields.CharField(max_length=255)),
                ("base_fee", fields.CharField(max_length=255)),
                ("quote_fee", fields.CharField(max_length=255)),
                ("at", fields.CharField(max_length=32)),
            ],
            options={
                "table": "fills",
                "app": "ledger",
                "unique_together": (("order_id", "leg", "cum_qty"),),
                "pk_attr": "seq",
                "table_description": "One growth of what an order traded through one leg, where ``cum_qty`` is FIX's total after it.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Inbox",
            fields=[
                ("seq", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("key", fields.CharField(unique=True, max_length=255)),
                ("at", fields.CharField(max_length=32)),
                ("text", fields.TextField(unique=False)),
                ("source", fields.CharField(max_length=255)),
                ("number", fields.BigIntField()),
                ("reserved", fields.IntField()),
                ("answer", fields.TextField(null=True, unique=False)),
            ],
            options={
                "table": "inbox",
                "app": "ledger",
                "pk_attr": "seq",
                "table_description": "A message, once per ``key``, and the ``reserved`` bracket numbers from ``number`` on that are its own.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Journal",
            fields=[
                ("seq", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("bracket", fields.CharField(max_length=64)),
                ("version", fields.BigIntField()),
                ("n", fields.IntField()),
                ("at", fields.CharField(max_length=32)),
                ("kind", fields.CharField(max_length=32)),
                ("body", fields.TextField(unique=False)),
            ],
            options={
                "table": "journal",
                "app": "ledger",
                "unique_together": (("bracket", "version", "n"),),
                "pk_attr": "seq",
                "table_description": "Every event of every bracket: the ``n``-th of those that led to ``version``.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="OrderIndex",
            fields=[
                ("id", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ("bracket", fields.CharField(max_length=64)),
                ("slot", fields.CharField(max_length=16)),
            ],
            options={
                "table": "order_index",
                "app": "ledger",
                "pk_attr": "id",
                "table_description": "Which bracket an order id belongs to, for ever.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Outbox",
            fields=[
                ("seq", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("id", fields.CharField(unique=True, max_length=128)),
                ("bracket", fields.CharField(max_length=64)),
                ("account", fields.CharField(max_length=64)),
                ("symbol", fields.CharField(max_length=64)),
                ("at", fields.CharField(max_length=32)),
                ("body", fields.TextField(unique=False)),
                ("delivered", fields.BooleanField()),
            ],
            options={
                "table": "outbox",
                "app": "ledger",
                "indexes": [Index(fields=["delivered", "seq"])],
                "pk_attr": "seq",
                "table_description": "What is to be told, in order, ``delivered`` after the send.",
            },
            bases=["Model"],
        ),
    ]
