"""A draw that did not reach its worker comes back to the deposit."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("projects", "0002_append_only")]

    operations = [
        migrations.RemoveConstraint("depositmove", "deposit_move_kind_known"),
        migrations.AddConstraint(
            "depositmove",
            models.CheckConstraint(
                condition=Q(kind__in=["stored", "drawn", "returned", "refilled", "released"]),
                name="deposit_move_kind_known",
            ),
        ),
    ]
