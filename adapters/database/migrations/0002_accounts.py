"""Accounts at exchanges.  Written by tortoise from ``models``; never edited once released."""
# ruff: noqa: RUF012  (tortoise writes it so)

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Accounts",
            fields=[
                ("id", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ("name", fields.CharField(max_length=64)),
                ("exchange", fields.CharField(max_length=32)),
                ("spot", fields.BooleanField()),
                ("testnet", fields.BooleanField()),
                ("key_version", fields.IntField()),
                ("wrapped", fields.TextField(unique=False)),
                ("sealed", fields.TextField(unique=False)),
                ("hint", fields.CharField(max_length=4)),
                ("can_trade", fields.BooleanField(null=True)),
                ("can_withdraw", fields.BooleanField(null=True)),
                ("ip_bound", fields.BooleanField(null=True)),
                ("checked_at", fields.CharField(null=True, max_length=32)),
                ("created_at", fields.CharField(max_length=32)),
            ],
            options={
                "table": "accounts",
                "app": "ledger",
                "pk_attr": "id",
                "table_description": "An account at an exchange, its keys encrypted, ``id`` its name in lower case.",
            },
            bases=["Model"],
        ),
    ]
