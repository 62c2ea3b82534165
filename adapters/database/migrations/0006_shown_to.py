"""Whom a live ticket was shown to, null where an older version showed it.  Written by tortoise from ``people_models``;
never edited once released."""
# ruff: noqa: RUF012  (tortoise writes it so)

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("ledger", "0005_asking")]

    initial = False

    operations = [
        ops.AddField(
            model_name="LiveTickets",
            name="person",
            field=fields.CharField(null=True, max_length=64),
        ),
    ]
