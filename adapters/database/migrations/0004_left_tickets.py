"""Messages that showed a bracket until a newer one did.  Written by tortoise from ``people_models``; never edited once
released."""
# ruff: noqa: RUF012  (tortoise writes it so)

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_people")]

    initial = False

    operations = [
        ops.CreateModel(
            name="LeftTickets",
            fields=[
                ("seq", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("bracket", fields.CharField(max_length=64)),
                ("place", fields.CharField(max_length=255)),
                ("message", fields.CharField(max_length=64)),
            ],
            options={
                "table": "left_tickets",
                "app": "ledger",
                "unique_together": (("place", "message"),),
                "pk_attr": "seq",
                "table_description": "A message that showed a bracket until a newer one did, and does not say so yet.",
            },
            bases=["Model"],
        ),
    ]
