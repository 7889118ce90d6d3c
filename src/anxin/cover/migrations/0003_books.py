"""How orders come in, and the books of the premium."""

import django.db.models.deletion
from django.db import migrations, models

import anxin.kit.fields
import anxin.kit.ids

_COUNT_WHAT_IS_THERE = """
    INSERT INTO cover_tally (platform_id, month, day, industry, region, premium_hao, orders)
    SELECT platform_id, date_trunc('month', day)::date, day, industry, region, premium_hao, count(*)
      FROM (SELECT *, (accepted_at AT TIME ZONE 'Asia/Shanghai')::date AS day FROM cover_order) orders
     GROUP BY platform_id, day, industry, region, premium_hao
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cover", "0002_partitions"),
        ("identity", "0002_append_only"),
    ]

    operations = [
        migrations.CreateModel(
            name="ArchivedDay",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False, verbose_name="日期")),
                ("file_name", models.CharField(max_length=100, verbose_name="文件")),
                ("sha256", models.CharField(max_length=64, verbose_name="文件摘要")),
                ("size_bytes", models.BigIntegerField(verbose_name="字节")),
                ("orders", models.BigIntegerField(verbose_name="订单数")),
                ("premium_hao", models.BigIntegerField(verbose_name="保费（毫）")),
                ("archived_at", models.DateTimeField(verbose_name="存档时间")),
                ("dropped_at", models.DateTimeField(null=True, verbose_name="移出数据库时间")),
            ],
            options={
                "verbose_name": "存档日",
                "verbose_name_plural": "存档日",
            },
        ),
        migrations.CreateModel(
            name="Bill",
            fields=[
                (
                    "id",
                    models.UUIDField(default=anxin.kit.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("month", models.DateField(verbose_name="账期")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "等平台申报"),
                            ("declared", "已申报"),
                            ("differs", "有差异"),
                            ("agreed", "核对一致"),
                            ("paid", "已缴清"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("orders", models.BigIntegerField(verbose_name="计费订单数")),
                ("uncounted", models.BigIntegerField(verbose_name="不计费订单数")),
                ("amount_fen", models.BigIntegerField(verbose_name="应缴（分）")),
                ("received_fen", models.BigIntegerField(default=0, verbose_name="已缴（分）")),
                ("due_on", models.DateField(verbose_name="缴费截止日")),
                ("closed_at", models.DateTimeField(verbose_name="结账时间")),
                ("closed_by", models.UUIDField(null=True, verbose_name="结账人")),
                ("rules", models.CharField(max_length=120, verbose_name="规则版本")),
            ],
            options={
                "verbose_name": "月度账单",
                "verbose_name_plural": "月度账单",
            },
        ),
        migrations.CreateModel(
            name="BillLine",
            fields=[
                (
                    "id",
                    models.UUIDField(default=anxin.kit.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("of_month", models.DateField(verbose_name="接单月份")),
                (
                    "industry",
                    models.CharField(
                        choices=[("ride", "出行"), ("delivery", "即时配送"), ("freight", "同城货运")],
                        max_length=10,
                        verbose_name="行业",
                    ),
                ),
                ("premium_hao", models.IntegerField(verbose_name="每单保费（毫）")),
                ("orders", models.BigIntegerField(verbose_name="订单数")),
                ("amount_fen", models.BigIntegerField(verbose_name="金额（分）")),
            ],
            options={
                "verbose_name": "账单行",
                "verbose_name_plural": "账单行",
            },
        ),
        migrations.CreateModel(
            name="Declaration",
            fields=[
                (
                    "id",
                    models.UUIDField(default=anxin.kit.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("declared_at", models.DateTimeField(verbose_name="申报时间")),
                ("declared_by", models.UUIDField(null=True, verbose_name="申报人")),
                ("file_name", models.CharField(blank=True, max_length=200, verbose_name="文件名")),
                ("orders", models.BigIntegerField(verbose_name="申报订单数")),
                ("amount_fen", models.BigIntegerField(verbose_name="申报金额（分）")),
                ("differences", models.JSONField(default=dict, verbose_name="差异数")),
            ],
            options={
                "verbose_name": "平台申报",
                "verbose_name_plural": "平台申报",
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.UUIDField(default=anxin.kit.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("received_at", models.DateTimeField(verbose_name="收到时间")),
                (
                    "source",
                    models.CharField(
                        choices=[("api", "接口"), ("file", "文件"), ("event", "事件"), ("fix", "隔离处理")],
                        max_length=8,
                        verbose_name="来源",
                    ),
                ),
                ("lines", models.PositiveIntegerField(verbose_name="行数")),
                ("accepted", models.PositiveIntegerField(verbose_name="接收")),
                ("same", models.PositiveIntegerField(verbose_name="相同")),
                ("corrected", models.PositiveIntegerField(verbose_name="更正")),
                ("refused", models.PositiveIntegerField(verbose_name="未接收")),
                ("late", models.PositiveIntegerField(verbose_name="迟报")),
                ("delay_seconds", models.BigIntegerField(verbose_name="延迟合计（秒）")),
                ("delay_seconds_max", models.BigIntegerField(verbose_name="最长延迟（秒）")),
            ],
            options={
                "verbose_name": "到达记录",
                "verbose_name_plural": "到达记录",
            },
        ),
        migrations.CreateModel(
            name="Difference",
            fields=[
                (
                    "id",
                    models.UUIDField(default=anxin.kit.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("only_ours", "只有我方有"), ("only_theirs", "只有平台有"), ("premium", "保费不同")],
                        max_length=12,
                        verbose_name="差异",
                    ),
                ),
                ("order_no", models.CharField(max_length=64, verbose_name="订单号")),
                ("day", models.DateField(null=True, verbose_name="接单日")),
                ("ours_hao", models.IntegerField(null=True, verbose_name="我方保费（毫）")),
                ("theirs_hao", models.IntegerField(null=True, verbose_name="平台保费（毫）")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="处理意见")),
                ("settled_at", models.DateTimeField(null=True, verbose_name="处理时间")),
                ("settled_by", models.UUIDField(null=True, verbose_name="处理人")),
            ],
            options={
                "verbose_name": "差异",
                "verbose_name_plural": "差异",
            },
        ),
        migrations.CreateModel(
            name="Dunning",
            fields=[
                (
                    "id",
                    models.UUIDField(default=anxin.kit.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("level", models.PositiveSmallIntegerField(verbose_name="第几次")),
                ("sent_at", models.DateTimeField(verbose_name="发出时间")),
                ("open_fen", models.BigIntegerField(verbose_name="当时欠缴（分）")),
                ("told", models.PositiveIntegerField(verbose_name="告知人数")),
            ],
            options={
                "verbose_name": "催缴",
                "verbose_name_plural": "催缴",
            },
        ),
        migrations.CreateModel(
            name="KeptBatch",
            fields=[
                (
                    "id",
                    models.UUIDField(default=anxin.kit.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("received_at", models.DateTimeField(verbose_name="收到时间")),
                (
                    "source",
                    models.CharField(
                        choices=[("api", "接口"), ("file", "文件"), ("event", "事件"), ("fix", "隔离处理")],
                        max_length=8,
                        verbose_name="来源",
                    ),
                ),
                ("content", anxin.kit.fields.SealedJSONField(editable=True, purpose="cover.kept.content")),
                ("digest", models.CharField(max_length=64, verbose_name="内容摘要")),
                ("lines", models.PositiveIntegerField(verbose_name="行数")),
                ("tries", models.PositiveIntegerField(default=0, verbose_name="尝试次数")),
                ("problem", models.CharField(max_length=200, verbose_name="原因")),
                ("merged_at", models.DateTimeField(null=True, verbose_name="入库时间")),
            ],
            options={
                "verbose_name": "待入库批次",
                "verbose_name_plural": "待入库批次",
            },
        ),
        migrations.CreateModel(
            name="PremiumBook",
            fields=[
                (
                    "platform",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="identity.organisation",
                    ),
                ),
                ("closed_until", models.DateField(null=True, verbose_name="已结账期")),
            ],
            options={
                "verbose_name": "账期",
                "verbose_name_plural": "账期",
            },
        ),
        migrations.CreateModel(
            name="Presence",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "worker_id", "at", "platform_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "kind",
                    models.CharField(
                        choices=[("online", "上线"), ("offline", "下线")], max_length=8, verbose_name="事件"
                    ),
                ),
                ("declared_at", models.DateTimeField(verbose_name="申报时间")),
                (
                    "platform",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="identity.organisation",
                    ),
                ),
                (
                    "worker",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="identity.worker",
                    ),
                ),
            ],
            options={
                "verbose_name": "在线记录",
                "verbose_name_plural": "在线记录",
            },
        ),
        migrations.CreateModel(
            name="QuarantinedLine",
            fields=[
                (
                    "id",
                    models.UUIDField(default=anxin.kit.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("digest", models.CharField(editable=False, max_length=32)),
                ("order_no", models.CharField(blank=True, max_length=64, verbose_name="订单号")),
                ("content", anxin.kit.fields.SealedJSONField(editable=True, purpose="cover.quarantine.content")),
                (
                    "problem",
                    models.CharField(
                        choices=[
                            ("unreadable", "内容看不懂"),
                            ("unknown_worker", "没有这位劳动者"),
                            ("ends_early", "先结束后接单"),
                            ("too_long", "时间太长"),
                            ("future", "时间在将来"),
                            ("archived", "日期太早"),
                        ],
                        max_length=16,
                        verbose_name="问题",
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="原因")),
                ("first_at", models.DateTimeField(verbose_name="首次出现")),
                ("last_at", models.DateTimeField(verbose_name="最近出现")),
                ("settled_at", models.DateTimeField(null=True, verbose_name="处理时间")),
                ("settled_how", models.CharField(blank=True, max_length=16, verbose_name="处理方式")),
                ("settled_by", models.UUIDField(null=True, verbose_name="处理人")),
            ],
            options={
                "verbose_name": "隔离的行",
                "verbose_name_plural": "隔离的行",
            },
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                (
                    "id",
                    models.UUIDField(default=anxin.kit.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("reference", models.CharField(max_length=64, unique=True, verbose_name="入库凭证号")),
                ("payer", models.CharField(max_length=100, verbose_name="缴费单位")),
                ("month", models.DateField(verbose_name="所属账期")),
                ("paid_on", models.DateField(verbose_name="入库日期")),
                ("amount_fen", models.BigIntegerField(verbose_name="金额（分）")),
                ("taken_at", models.DateTimeField(verbose_name="登记时间")),
                ("problem", models.CharField(blank=True, max_length=200, verbose_name="问题")),
            ],
            options={
                "verbose_name": "入库凭证",
                "verbose_name_plural": "入库凭证",
            },
        ),
        migrations.CreateModel(
            name="Recount",
            fields=[
                (
                    "id",
                    models.UUIDField(default=anxin.kit.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(db_index=True, verbose_name="时间")),
                ("first_day", models.DateField(verbose_name="起")),
                ("last_day", models.DateField(verbose_name="止")),
                ("orders", models.BigIntegerField(verbose_name="订单数")),
                ("premium_hao", models.BigIntegerField(verbose_name="保费（毫）")),
                ("differences", models.JSONField(default=list, verbose_name="不一致")),
            ],
            options={
                "verbose_name": "独立核算",
                "verbose_name_plural": "独立核算",
            },
        ),
        migrations.CreateModel(
            name="Tally",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "platform_id",
                        "month",
                        "day",
                        "industry",
                        "region",
                        "premium_hao",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("month", models.DateField(verbose_name="账期")),
                ("day", models.DateField(verbose_name="接单日")),
                (
                    "industry",
                    models.CharField(
                        choices=[("ride", "出行"), ("delivery", "即时配送"), ("freight", "同城货运")],
                        max_length=10,
                        verbose_name="行业",
                    ),
                ),
                ("region", models.CharField(blank=True, max_length=12, verbose_name="区划代码")),
                ("premium_hao", models.IntegerField(verbose_name="每单保费（毫）")),
                ("orders", models.BigIntegerField(verbose_name="订单数")),
                (
                    "platform",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="identity.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "日汇总",
                "verbose_name_plural": "日汇总",
            },
        ),
        migrations.AddConstraint(
            model_name="archivedday",
            constraint=models.CheckConstraint(
                condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="cover_archive_digest"
            ),
        ),
        migrations.AddField(
            model_name="bill",
            name="platform",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="identity.organisation"
            ),
        ),
        migrations.AddField(
            model_name="billline",
            name="bill",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="cover.bill"),
        ),
        migrations.AddField(
            model_name="declaration",
            name="bill",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="declarations", to="cover.bill"
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="platform",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="identity.organisation",
            ),
        ),
        migrations.AddField(
            model_name="difference",
            name="declaration",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="listed", to="cover.declaration"
            ),
        ),
        migrations.AddField(
            model_name="dunning",
            name="bill",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="dunnings", to="cover.bill"
            ),
        ),
        migrations.AddField(
            model_name="keptbatch",
            name="platform",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="identity.organisation",
            ),
        ),
        migrations.AddConstraint(
            model_name="premiumbook",
            constraint=models.CheckConstraint(
                condition=models.Q(("closed_until", None), ("closed_until__day", 1), _connector="OR"),
                name="cover_book_month",
            ),
        ),
        migrations.AddField(
            model_name="quarantinedline",
            name="platform",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="identity.organisation",
            ),
        ),
        migrations.AddField(
            model_name="receipt",
            name="bill",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="receipts", to="cover.bill"
            ),
        ),
        migrations.AddConstraint(
            model_name="bill",
            constraint=models.UniqueConstraint(fields=("platform", "month"), name="cover_bill_once"),
        ),
        migrations.AddConstraint(
            model_name="bill",
            constraint=models.CheckConstraint(condition=models.Q(("month__day", 1)), name="cover_bill_month"),
        ),
        migrations.AddConstraint(
            model_name="bill",
            constraint=models.CheckConstraint(condition=models.Q(("received_fen__gte", 0)), name="cover_bill_received"),
        ),
        migrations.AddConstraint(
            model_name="billline",
            constraint=models.UniqueConstraint(
                fields=("bill", "of_month", "industry", "premium_hao"), name="cover_bill_line_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="billline",
            constraint=models.CheckConstraint(
                condition=models.Q(("premium_hao__gte", 0)), name="cover_bill_line_rated"
            ),
        ),
        migrations.AddIndex(
            model_name="declaration",
            index=models.Index(fields=["bill", "-declared_at"], name="cover_declaration_newest"),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(fields=["platform", "received_at"], name="cover_delivery_platform"),
        ),
        migrations.AddConstraint(
            model_name="difference",
            constraint=models.UniqueConstraint(
                fields=("declaration", "kind", "order_no", "day"), name="cover_difference_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="difference",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["only_ours", "only_theirs", "premium"])), name="cover_difference_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="dunning",
            constraint=models.UniqueConstraint(fields=("bill", "level"), name="cover_dunning_once"),
        ),
        migrations.AddIndex(
            model_name="keptbatch",
            index=models.Index(
                condition=models.Q(("merged_at", None)), fields=["platform", "received_at"], name="cover_kept_waiting"
            ),
        ),
        migrations.AddConstraint(
            model_name="keptbatch",
            constraint=models.UniqueConstraint(
                condition=models.Q(("merged_at", None)), fields=("platform", "digest"), name="cover_kept_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="presence",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["online", "offline"])), name="cover_presence_kind"
            ),
        ),
        migrations.AddIndex(
            model_name="quarantinedline",
            index=models.Index(
                condition=models.Q(("settled_at", None)), fields=["platform", "-last_at"], name="cover_quarantine_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="quarantinedline",
            constraint=models.UniqueConstraint(fields=("platform", "digest"), name="cover_quarantine_once"),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.CheckConstraint(condition=models.Q(("amount_fen__gt", 0)), name="cover_receipt_amount"),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.CheckConstraint(
                condition=models.Q(("bill", None), ("problem", ""), _connector="XOR"),
                name="cover_receipt_matched_or_problem",
            ),
        ),
        migrations.AddIndex(
            model_name="tally",
            index=models.Index(fields=["day"], name="cover_tally_day"),
        ),
        migrations.AddConstraint(
            model_name="tally",
            constraint=models.CheckConstraint(condition=models.Q(("premium_hao__gte", -1)), name="cover_tally_premium"),
        ),
        migrations.RunSQL(_COUNT_WHAT_IS_THERE, migrations.RunSQL.noop),
    ]
