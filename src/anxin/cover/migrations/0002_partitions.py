"""Orders move into one table a legal day; nothing has a foreign key to or from them any more."""

import django.db.models.deletion
from django.db import migrations, models

from anxin.cover import partitions

_TABLE = """
    CREATE TABLE cover_order (
        platform_id uuid NOT NULL,
        order_no varchar(64) NOT NULL,
        accepted_at timestamptz NOT NULL,
        worker_id uuid NOT NULL,
        picked_at timestamptz NULL,
        finished_at timestamptz NULL,
        cancelled_at timestamptz NULL,
        industry varchar(10) NOT NULL,
        region varchar(12) NOT NULL,
        premium_hao integer NOT NULL,
        declared_at timestamptz NOT NULL,
        revised_at timestamptz NULL,
        CONSTRAINT cover_order_key PRIMARY KEY (platform_id, order_no, accepted_at, worker_id),
        CONSTRAINT cover_order_known_industry CHECK (industry IN ('ride', 'delivery', 'freight')),
        CONSTRAINT cover_order_has_number CHECK (order_no <> ''),
        CONSTRAINT cover_order_premium CHECK (premium_hao >= -1),
        CONSTRAINT cover_order_times_follow CHECK (
            (picked_at IS NULL OR picked_at >= accepted_at)
            AND (finished_at IS NULL OR finished_at >= accepted_at)
            AND (cancelled_at IS NULL OR cancelled_at >= accepted_at))
    ) PARTITION BY RANGE (accepted_at);
    CREATE INDEX cover_order_of_worker ON cover_order (worker_id, accepted_at);
"""


def to_days(apps, schema_editor):
    """Carry the orders over, unrated: their rates are put in by ``anxin settle --rate``."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("ALTER TABLE cover_order RENAME TO cover_order_before")
        cursor.execute(_TABLE)
        cursor.execute("SELECT DISTINCT (accepted_at AT TIME ZONE 'Asia/Shanghai')::date FROM cover_order_before")
        partitions.ensure(row[0] for row in cursor.fetchall())
        cursor.execute(
            """INSERT INTO cover_order (platform_id, order_no, accepted_at, worker_id, picked_at, finished_at,
                      cancelled_at, industry, region, premium_hao, declared_at, revised_at)
               SELECT platform_id, order_no, accepted_at, worker_id, picked_at, finished_at,
                      cancelled_at, industry, region, -1, declared_at, revised_at FROM cover_order_before"""
        )
        cursor.execute("DROP TABLE cover_order_before")


class Migration(migrations.Migration):
    dependencies = [
        ("cover", "0001_orders"),
        ("identity", "0002_append_only"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(to_days)],
            state_operations=[
                migrations.RemoveConstraint(
                    model_name="order",
                    name="cover_order_industry",
                ),
                migrations.RemoveConstraint(
                    model_name="order",
                    name="cover_order_number",
                ),
                migrations.RemoveConstraint(
                    model_name="order",
                    name="cover_order_times_in_order",
                ),
                migrations.RemoveIndex(
                    model_name="order",
                    name="cover_order_platform_declared",
                ),
                migrations.RenameIndex(
                    model_name="order",
                    new_name="cover_order_of_worker",
                    old_name="cover_order_worker_time",
                ),
                migrations.AddField(
                    model_name="order",
                    name="premium_hao",
                    field=models.IntegerField(default=-1, verbose_name="保费（毫）"),
                ),
                migrations.AlterField(
                    model_name="order",
                    name="pk",
                    field=models.CompositePrimaryKey(
                        "platform_id",
                        "order_no",
                        "accepted_at",
                        "worker_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                migrations.AlterField(
                    model_name="order",
                    name="platform",
                    field=models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="identity.organisation",
                    ),
                ),
                migrations.AlterField(
                    model_name="order",
                    name="worker",
                    field=models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="identity.worker",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="order",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("industry__in", ["ride", "delivery", "freight"])),
                        name="cover_order_known_industry",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="order",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("order_no", ""), _negated=True), name="cover_order_has_number"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="order",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("premium_hao__gte", -1)), name="cover_order_premium"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="order",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("picked_at", None), ("picked_at__gte", models.F("accepted_at")), _connector="OR"),
                            models.Q(
                                ("finished_at", None), ("finished_at__gte", models.F("accepted_at")), _connector="OR"
                            ),
                            models.Q(
                                ("cancelled_at", None), ("cancelled_at__gte", models.F("accepted_at")), _connector="OR"
                            ),
                        ),
                        name="cover_order_times_follow",
                    ),
                ),
            ],
        ),
        migrations.AlterField(
            model_name="orderchange",
            name="platform",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="identity.organisation",
            ),
        ),
        migrations.AlterField(
            model_name="orderchange",
            name="worker",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="identity.worker",
            ),
        ),
    ]
