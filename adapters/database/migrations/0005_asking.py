"""When people are asked before an order is sent, per account.  Written by tortoise from ``people_models``; never edited
once released."""
# ruff: noqa: RUF012  (tortoise writes it so)

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_left_tickets")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Asking",
            fields=[
                ("seq", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("person", fields.CharField(max_length=64)),
                ("account", fields.CharField(max_length=64)),
                ("above", fields.CharField(null=True, max_length=255)),
            ],
            options={
                "table": "asking",
                "app": "ledger",
                "unique_together": (("person", "account"),),
                "pk_attr": "seq",
                "table_description": "When a person wants to be asked on one account, with null for never.",
            },
            bases=["Model"],
        ),
        ops.AddField(
            model_name="Limits",
            name="asked",
            field=fields.CharField(null=True, max_length=255),
        ),
    ]
