import django.db.models.deletion
from django.db import migrations, models

import anxin.kit.fields
import anxin.kit.ids
import anxin.platforms.models


class Migration(migrations.Migration):
    """Keys move here from the API with their rows, because the desk needs them too; the rest is new."""

    initial = True

    dependencies = [("identity", "0002_append_only"), ("api", "0001_keys")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="ApiKey",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=anxin.kit.ids.uuid7, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("key_id", models.CharField(max_length=40, unique=True, verbose_name="密钥编号")),
                        (
                            "secret",
                            anxin.kit.fields.SealedTextField(
                                editable=True, purpose="api.key.secret", verbose_name="密钥"
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=100, verbose_name="用途")),
                        ("issued_at", models.DateTimeField(verbose_name="发放时间")),
                        ("issued_by", models.UUIDField(null=True, verbose_name="发放人")),
                        ("ended_at", models.DateTimeField(null=True, verbose_name="停用时间")),
                        (
                            "org",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="identity.organisation",
                                verbose_name="机构",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "接口密钥",
                        "verbose_name_plural": "接口密钥",
                        "db_table": "api_apikey",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("ended_at__isnull", True)), fields=["org"], name="api_live_keys"
                            )
                        ],
                    },
                )
            ],
        ),
        migrations.AlterModelTable("apikey", None),
    ]
