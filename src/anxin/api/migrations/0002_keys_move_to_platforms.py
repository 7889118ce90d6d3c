from django.db import migrations, models


class Migration(migrations.Migration):
    """Nonces live ten minutes and are made anew; the keys themselves went to platforms with their rows."""

    dependencies = [("api", "0001_keys"), ("platforms", "0001_platforms")]

    operations = [
        migrations.DeleteModel("SeenNonce"),
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel("ApiKey")]),
        migrations.CreateModel(
            name="SeenNonce",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "key_id", "nonce", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("nonce", models.CharField(max_length=64, verbose_name="一次性编号")),
                ("seen_at", models.DateTimeField(db_index=True, verbose_name="时间")),
                (
                    "key",
                    models.ForeignKey(
                        db_index=False, on_delete=models.CASCADE, related_name="+", to="platforms.apikey"
                    ),
                ),
            ],
            options={"verbose_name": "已用编号", "verbose_name_plural": "已用编号"},
        ),
    ]
