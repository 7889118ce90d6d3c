"""The tables of casework."""

# fmt: off
import datetime

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models

import anxin.kit.fields
import anxin.kit.ids


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('identity', '0002_append_only'),
        ('identity', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='DayAnchor',
            fields=[
                ('day', models.DateField(primary_key=True, serialize=False, verbose_name='日期')),
                ('events', models.PositiveIntegerField(verbose_name='记录数')),
                ('cases', models.PositiveIntegerField(verbose_name='案件数')),
                ('digest', models.BinaryField(max_length=32, verbose_name='存证值')),
                ('made_at', models.DateTimeField(verbose_name='生成时间')),
            ],
            options={
                'verbose_name': '每日存证',
                'verbose_name_plural': '每日存证',
            },
        ),
        migrations.CreateModel(
            name='HandlerSeat',
            fields=[
                ('account_id', models.UUIDField(primary_key=True, serialize=False, verbose_name='经办员')),
                ('last_picked_at', models.DateTimeField(null=True, verbose_name='上次派案')),
            ],
            options={
                'verbose_name': '派案席位',
                'verbose_name_plural': '派案席位',
            },
        ),
        migrations.CreateModel(
            name='CalendarUsed',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(verbose_name='日历版本')),
            ],
            options={
                'verbose_name': '所用日历',
                'verbose_name_plural': '所用日历',
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='cases_one_calendar_used')],
            },
        ),
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.UUIDField(default=anxin.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('public_id', models.CharField(max_length=24, unique=True, verbose_name='案件编号')),
                ('type', models.CharField(max_length=40, verbose_name='类型')),
                ('type_version', models.PositiveSmallIntegerField(verbose_name='类型版本')),
                ('step', models.CharField(max_length=40, verbose_name='环节')),
                ('entered_at', models.DateTimeField(verbose_name='进入环节时间')),
                ('opened_at', models.DateTimeField(verbose_name='受理时间')),
                ('org_path', models.CharField(max_length=400, verbose_name='主管机构路径')),
                ('handler_org_path', models.CharField(max_length=400, verbose_name='承办机构路径')),
                ('handler_name', models.CharField(blank=True, default='', max_length=50, verbose_name='经办员姓名')),
                ('channel', models.CharField(choices=[('worker', 'worker'), ('platform', 'platform'), ('counter', 'counter'), ('phone', 'phone'), ('kiosk', 'kiosk'), ('system', 'system')], max_length=12, verbose_name='来源渠道')),
                ('priority', models.SmallIntegerField(default=0, verbose_name='优先级')),
                ('fast_lane', models.BooleanField(default=False, verbose_name='快赔')),
                ('confidential', models.BooleanField(default=False, verbose_name='保密')),
                ('next_due', models.DateField(null=True, verbose_name='最近到期日')),
                ('next_provisional', models.BooleanField(default=False, verbose_name='到期日待定')),
                ('paused_on', models.DateField(null=True, verbose_name='中止起始日')),
                ('listed_level', models.PositiveSmallIntegerField(default=0, verbose_name='挂牌层级')),
                ('closed_on', models.DateField(null=True, verbose_name='办结日')),
                ('result', models.CharField(blank=True, default='', max_length=40, verbose_name='办结结果')),
                ('destroy_after', models.DateField(null=True, verbose_name='可销毁日')),
                ('hold', models.BooleanField(default=False, verbose_name='保全')),
                ('redacted_at', models.DateTimeField(null=True, verbose_name='销毁时间')),
                ('version', models.PositiveIntegerField(verbose_name='版本')),
                ('chain_head', models.BinaryField(max_length=32, verbose_name='链头')),
                ('sort_due', models.GeneratedField(db_persist=True, expression=django.db.models.functions.comparison.Coalesce(models.F('next_due'), models.Value(datetime.date(9999, 12, 31))), output_field=models.DateField())),
                ('rank', models.GeneratedField(db_persist=True, expression=models.Case(models.When(fast_lane=True, then=django.db.models.expressions.CombinedExpression(models.Value(-1000), '-', models.F('priority'))), default=django.db.models.expressions.CombinedExpression(models.Value(0), '-', models.F('priority'))), output_field=models.IntegerField())),
                ('handler', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经办员')),
                ('handler_org', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.organisation', verbose_name='承办机构')),
                ('org', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.organisation', verbose_name='主管机构')),
            ],
            options={
                'verbose_name': '案件',
                'verbose_name_plural': '案件',
            },
        ),
        migrations.CreateModel(
            name='CaseDocument',
            fields=[
                ('id', models.UUIDField(default=anxin.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=30, verbose_name='种类')),
                ('paper_id', models.UUIDField(db_index=True, verbose_name='材料')),
                ('label', anxin.kit.fields.SealedTextField(blank=True, editable=True, purpose='cases.document.label', verbose_name='说明')),
                ('audience', models.CharField(max_length=12, verbose_name='可见范围')),
                ('uploaded_by_id', models.UUIDField(null=True, verbose_name='提交人')),
                ('uploaded_by_name', models.CharField(blank=True, default='', max_length=50, verbose_name='提交人姓名')),
                ('uploaded_at', models.DateTimeField(verbose_name='提交时间')),
                ('voided_at', models.DateTimeField(null=True, verbose_name='作废时间')),
                ('void_reason', anxin.kit.fields.SealedTextField(blank=True, editable=True, purpose='cases.document.void_reason', verbose_name='作废原因')),
                ('case', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='cases.case', verbose_name='案件')),
                ('replaces', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='cases.casedocument', verbose_name='替换')),
            ],
            options={
                'verbose_name': '案卷材料',
                'verbose_name_plural': '案卷材料',
            },
        ),
        migrations.CreateModel(
            name='CaseEvent',
            fields=[
                ('id', models.UUIDField(default=anxin.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('seq', models.PositiveIntegerField(verbose_name='序号')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('move', models.CharField(max_length=60, verbose_name='动作')),
                ('type', models.CharField(max_length=40, verbose_name='案件类型')),
                ('step_from', models.CharField(max_length=40, verbose_name='原环节')),
                ('step_to', models.CharField(max_length=40, verbose_name='新环节')),
                ('actor_id', models.UUIDField(null=True, verbose_name='经手人')),
                ('actor_name', models.CharField(blank=True, default='', max_length=50, verbose_name='经手人姓名')),
                ('role', models.CharField(max_length=24, verbose_name='经手身份')),
                ('audience', models.CharField(max_length=12, verbose_name='可见范围')),
                ('data', models.JSONField(default=dict, verbose_name='事项')),
                ('text_digest', models.CharField(blank=True, default='', max_length=64, verbose_name='文字摘要')),
                ('digest', models.BinaryField(max_length=32, verbose_name='链值')),
                ('case', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='cases.case', verbose_name='案件')),
            ],
            options={
                'verbose_name': '办理记录',
                'verbose_name_plural': '办理记录',
            },
        ),
        migrations.CreateModel(
            name='Clock',
            fields=[
                ('id', models.UUIDField(default=anxin.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('limit', models.CharField(max_length=60, verbose_name='时限')),
                ('started_at', models.DateTimeField(verbose_name='起算时间')),
                ('started_on', models.DateField(verbose_name='起算日')),
                ('length', models.PositiveSmallIntegerField(verbose_name='长度')),
                ('unit', models.CharField(choices=[('working', 'working'), ('calendar', 'calendar'), ('hour', 'hour'), ('month', 'month'), ('year', 'year')], max_length=10, verbose_name='单位')),
                ('extension_most', models.PositiveSmallIntegerField(default=0, verbose_name='最多可延长')),
                ('extended', models.PositiveSmallIntegerField(default=0, verbose_name='已延长')),
                ('basis', models.CharField(max_length=200, verbose_name='依据')),
                ('mark', models.CharField(max_length=2, verbose_name='确定程度')),
                ('due_on', models.DateField(verbose_name='到期日')),
                ('provisional', models.BooleanField(default=False, verbose_name='待定')),
                ('warn_on', models.DateField(verbose_name='提醒日')),
                ('paused', models.BooleanField(default=False, verbose_name='中止中')),
                ('stopped_on', models.DateField(null=True, verbose_name='停止日')),
                ('warned_at', models.DateTimeField(null=True, verbose_name='提醒时间')),
                ('breached_at', models.DateTimeField(null=True, verbose_name='超期时间')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='clocks', to='cases.case', verbose_name='案件')),
            ],
            options={
                'verbose_name': '时限',
                'verbose_name_plural': '时限',
            },
        ),
        migrations.CreateModel(
            name='EventText',
            fields=[
                ('id', models.UUIDField(default=anxin.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('seq', models.PositiveIntegerField(verbose_name='序号')),
                ('body', anxin.kit.fields.SealedJSONField(editable=True, null=True, purpose='cases.event_text.body', verbose_name='文字')),
                ('case', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='texts', to='cases.case', verbose_name='案件')),
            ],
            options={
                'verbose_name': '办理说明',
                'verbose_name_plural': '办理说明',
            },
        ),
        migrations.CreateModel(
            name='Extension',
            fields=[
                ('id', models.UUIDField(default=anxin.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('length', models.PositiveSmallIntegerField(verbose_name='长度')),
                ('seq', models.PositiveIntegerField(verbose_name='办理记录序号')),
                ('clock', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='extensions', to='cases.clock', verbose_name='时限')),
            ],
            options={
                'verbose_name': '延期',
                'verbose_name_plural': '延期',
            },
        ),
        migrations.CreateModel(
            name='Joint',
            fields=[
                ('id', models.UUIDField(default=anxin.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('org_name', models.CharField(max_length=100, verbose_name='部门名称')),
                ('question', anxin.kit.fields.SealedTextField(editable=True, purpose='cases.joint.question', verbose_name='问题')),
                ('asked_by_id', models.UUIDField(null=True, verbose_name='提问人')),
                ('asked_at', models.DateTimeField(verbose_name='提问时间')),
                ('due_on', models.DateField(verbose_name='答复期限')),
                ('breached_at', models.DateTimeField(null=True, verbose_name='超期时间')),
                ('answer', anxin.kit.fields.SealedTextField(blank=True, editable=True, purpose='cases.joint.answer', verbose_name='答复')),
                ('answered_by_id', models.UUIDField(null=True, verbose_name='答复人')),
                ('answered_at', models.DateTimeField(null=True, verbose_name='答复时间')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='joints', to='cases.case', verbose_name='案件')),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.organisation', verbose_name='协同部门')),
            ],
            options={
                'verbose_name': '部门协同',
                'verbose_name_plural': '部门协同',
            },
        ),
        migrations.CreateModel(
            name='Link',
            fields=[
                ('id', models.UUIDField(default=anxin.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=16, verbose_name='原因')),
                ('case', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='links', to='cases.case', verbose_name='案件')),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='linked_from', to='cases.case', verbose_name='关联案件')),
            ],
            options={
                'verbose_name': '关联',
                'verbose_name_plural': '关联',
            },
        ),
        migrations.CreateModel(
            name='Listing',
            fields=[
                ('id', models.UUIDField(default=anxin.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('level', models.PositiveSmallIntegerField(verbose_name='层级')),
                ('reason', anxin.kit.fields.SealedTextField(editable=True, purpose='cases.listing.reason', verbose_name='挂牌原因')),
                ('limit', models.CharField(blank=True, default='', max_length=60, verbose_name='超期时限')),
                ('raised_by_id', models.UUIDField(null=True, verbose_name='挂牌人')),
                ('raised_by_name', models.CharField(blank=True, default='', max_length=50, verbose_name='挂牌人姓名')),
                ('raised_at', models.DateTimeField(verbose_name='挂牌时间')),
                ('until', models.DateField(null=True, verbose_name='督办期限')),
                ('lifted_by_id', models.UUIDField(null=True, verbose_name='摘牌人')),
                ('lifted_at', models.DateTimeField(null=True, verbose_name='摘牌时间')),
                ('lifted_why', anxin.kit.fields.SealedTextField(blank=True, editable=True, purpose='cases.listing.lifted_why', verbose_name='摘牌原因')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='listings', to='cases.case', verbose_name='案件')),
            ],
            options={
                'verbose_name': '挂牌督办',
                'verbose_name_plural': '挂牌督办',
            },
        ),
        migrations.CreateModel(
            name='Note',
            fields=[
                ('id', models.UUIDField(default=anxin.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('seq', models.PositiveIntegerField(verbose_name='办理记录序号')),
                ('text', anxin.kit.fields.SealedTextField(editable=True, purpose='cases.note.text', verbose_name='内容')),
                ('audience', models.CharField(max_length=12, verbose_name='可见范围')),
                ('author_id', models.UUIDField(null=True, verbose_name='作者')),
                ('author_name', models.CharField(blank=True, default='', max_length=50, verbose_name='作者姓名')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='cases.case', verbose_name='案件')),
            ],
            options={
                'verbose_name': '备注',
                'verbose_name_plural': '备注',
            },
        ),
        migrations.CreateModel(
            name='Party',
            fields=[
                ('id', models.UUIDField(default=anxin.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('role', models.CharField(max_length=30, verbose_name='身份')),
                ('org_path', models.CharField(blank=True, default='', max_length=400, verbose_name='机构路径')),
                ('name', anxin.kit.fields.SealedTextField(blank=True, editable=True, purpose='cases.party.name', verbose_name='姓名或名称')),
                ('name_index', anxin.kit.fields.BlindIndexField(blank=True, db_index=True, default='', editable=False, max_length=32, verbose_name='姓名索引')),
                ('id_index', anxin.kit.fields.BlindIndexField(blank=True, db_index=True, default='', editable=False, max_length=32, verbose_name='证件号索引')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parties', to='cases.case', verbose_name='案件')),
                ('org', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.organisation', verbose_name='机构')),
                ('worker', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.worker', verbose_name='劳动者')),
            ],
            options={
                'verbose_name': '当事方',
                'verbose_name_plural': '当事方',
            },
        ),
        migrations.CreateModel(
            name='Pause',
            fields=[
                ('id', models.UUIDField(default=anxin.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('from_day', models.DateField(verbose_name='中止日')),
                ('to_day', models.DateField(null=True, verbose_name='恢复日')),
                ('clock', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pauses', to='cases.clock', verbose_name='时限')),
            ],
            options={
                'verbose_name': '中止',
                'verbose_name_plural': '中止',
            },
        ),
        migrations.CreateModel(
            name='RetentionBatch',
            fields=[
                ('id', models.UUIDField(default=anxin.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('cutoff', models.DateField(verbose_name='截止日')),
                ('proposed_by_id', models.UUIDField(verbose_name='提议人')),
                ('proposed_at', models.DateTimeField(verbose_name='提议时间')),
                ('first_reviewer_id', models.UUIDField(null=True, verbose_name='第一复核人')),
                ('first_reviewed_at', models.DateTimeField(null=True, verbose_name='第一复核时间')),
                ('second_reviewer_id', models.UUIDField(null=True, verbose_name='第二复核人')),
                ('second_reviewed_at', models.DateTimeField(null=True, verbose_name='第二复核时间')),
                ('withdrawn_at', models.DateTimeField(null=True, verbose_name='撤销时间')),
                ('carried_out_at', models.DateTimeField(null=True, verbose_name='执行时间')),
            ],
            options={
                'verbose_name': '销毁批次',
                'verbose_name_plural': '销毁批次',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('first_reviewer_id__isnull', True), models.Q(('first_reviewer_id', models.F('proposed_by_id')), _negated=True), _connector='OR'), models.Q(('second_reviewer_id__isnull', True), models.Q(models.Q(('second_reviewer_id', models.F('proposed_by_id')), _negated=True), models.Q(('second_reviewer_id', models.F('first_reviewer_id')), _negated=True)), _connector='OR')), name='cases_retention_three_people'), models.CheckConstraint(condition=models.Q(('second_reviewer_id__isnull', True), ('first_reviewer_id__isnull', False), _connector='OR'), name='cases_retention_reviewed_in_order'), models.CheckConstraint(condition=models.Q(('carried_out_at__isnull', True), models.Q(('second_reviewer_id__isnull', False), ('withdrawn_at__isnull', True)), _connector='OR'), name='cases_retention_two_reviews_first')],
            },
        ),
        migrations.CreateModel(
            name='RetentionItem',
            fields=[
                ('id', models.UUIDField(default=anxin.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kept_because', models.CharField(blank=True, default='', max_length=20, verbose_name='保留原因')),
                ('batch', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='items', to='cases.retentionbatch')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
            ],
            options={
                'verbose_name': '销毁清单',
                'verbose_name_plural': '销毁清单',
            },
        ),
        migrations.CreateModel(
            name='SavedFilter',
            fields=[
                ('id', models.UUIDField(default=anxin.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=30, verbose_name='名称')),
                ('query', models.CharField(max_length=500, verbose_name='条件')),
                ('saved_at', models.DateTimeField(verbose_name='保存时间')),
                ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '常用筛选',
                'verbose_name_plural': '常用筛选',
            },
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('closed_on__isnull', True)), fields=['sort_due', 'id'], name='cases_open_due'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('closed_on__isnull', True)), fields=['rank', 'sort_due', 'id'], name='cases_open_rank'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('closed_on__isnull', True)), fields=['handler', 'sort_due', 'id'], name='cases_handler_due'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['org', 'type', 'step'], name='cases_org_step'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('closed_on__isnull', False), ('redacted_at', None)), fields=['destroy_after'], name='cases_destroy'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('channel__in', ['worker', 'platform', 'counter', 'phone', 'kiosk', 'system'])), name='cases_channel'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('listed_level__in', [0, 1, 2, 3])), name='cases_listed_level'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_on__isnull', True), ('destroy_after__isnull', True), ('result', '')), models.Q(('closed_on__isnull', False), ('destroy_after__isnull', False), ('next_due__isnull', True), models.Q(('result', ''), _negated=True)), _connector='OR'), name='cases_closed_has_a_result'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('redacted_at__isnull', True), models.Q(('closed_on__isnull', False), ('hold', False)), _connector='OR'), name='cases_only_closed_are_destroyed'),
        ),
        migrations.AddConstraint(
            model_name='casedocument',
            constraint=models.UniqueConstraint(fields=('case', 'paper_id'), name='cases_paper_once'),
        ),
        migrations.AddConstraint(
            model_name='casedocument',
            constraint=models.CheckConstraint(condition=models.Q(('audience__in', ['staff', 'joint', 'applicant', 'parties', 'public'])), name='cases_document_audience'),
        ),
        migrations.AddIndex(
            model_name='caseevent',
            index=models.Index(fields=['at'], name='cases_event_at'),
        ),
        migrations.AddConstraint(
            model_name='caseevent',
            constraint=models.UniqueConstraint(fields=('case', 'seq'), name='cases_event_seq'),
        ),
        migrations.AddConstraint(
            model_name='caseevent',
            constraint=models.CheckConstraint(condition=models.Q(('audience__in', ['staff', 'joint', 'applicant', 'parties', 'public'])), name='cases_event_audience'),
        ),
        migrations.AddIndex(
            model_name='clock',
            index=models.Index(condition=models.Q(('stopped_on__isnull', True), ('paused', False), ('warned_at__isnull', True)), fields=['warn_on'], name='cases_clock_to_warn'),
        ),
        migrations.AddIndex(
            model_name='clock',
            index=models.Index(condition=models.Q(('stopped_on__isnull', True), ('breached_at__isnull', True), ('paused', False)), fields=['due_on'], name='cases_clock_to_breach'),
        ),
        migrations.AddConstraint(
            model_name='clock',
            constraint=models.UniqueConstraint(condition=models.Q(('stopped_on__isnull', True)), fields=('case', 'limit'), name='cases_one_running_clock'),
        ),
        migrations.AddConstraint(
            model_name='clock',
            constraint=models.CheckConstraint(condition=models.Q(('unit__in', ['working', 'calendar', 'hour', 'month', 'year'])), name='cases_clock_unit'),
        ),
        migrations.AddConstraint(
            model_name='clock',
            constraint=models.CheckConstraint(condition=models.Q(('extended__lte', models.F('extension_most'))), name='cases_clock_extended_within_the_law'),
        ),
        migrations.AddConstraint(
            model_name='eventtext',
            constraint=models.UniqueConstraint(fields=('case', 'seq'), name='cases_text_seq'),
        ),
        migrations.AddConstraint(
            model_name='extension',
            constraint=models.CheckConstraint(condition=models.Q(('length__gt', 0)), name='cases_extension_adds'),
        ),
        migrations.AddIndex(
            model_name='joint',
            index=models.Index(condition=models.Q(('answered_at__isnull', True), ('breached_at__isnull', True)), fields=['due_on'], name='cases_joint_to_breach'),
        ),
        migrations.AddConstraint(
            model_name='joint',
            constraint=models.UniqueConstraint(condition=models.Q(('answered_at__isnull', True)), fields=('case', 'org'), name='cases_one_open_question'),
        ),
        migrations.AddConstraint(
            model_name='link',
            constraint=models.UniqueConstraint(fields=('case', 'other', 'kind'), name='cases_link_once'),
        ),
        migrations.AddConstraint(
            model_name='link',
            constraint=models.CheckConstraint(condition=models.Q(('case', models.F('other')), _negated=True), name='cases_link_to_another'),
        ),
        migrations.AddConstraint(
            model_name='link',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['duplicate', 'same_employer', 'group', 'referred', 'objection'])), name='cases_link_kind'),
        ),
        migrations.AddConstraint(
            model_name='listing',
            constraint=models.UniqueConstraint(condition=models.Q(('lifted_at__isnull', True)), fields=('case',), name='cases_one_listing'),
        ),
        migrations.AddConstraint(
            model_name='listing',
            constraint=models.CheckConstraint(condition=models.Q(('level__in', [1, 2, 3])), name='cases_listing_level'),
        ),
        migrations.AddConstraint(
            model_name='note',
            constraint=models.CheckConstraint(condition=models.Q(('audience__in', ['staff', 'joint', 'applicant', 'parties', 'public'])), name='cases_note_audience'),
        ),
        migrations.AddIndex(
            model_name='party',
            index=models.Index(condition=models.Q(('org__isnull', False)), fields=['org', 'case'], name='cases_party_org'),
        ),
        migrations.AddConstraint(
            model_name='party',
            constraint=models.UniqueConstraint(fields=('case', 'role', 'worker'), name='cases_party_worker_once'),
        ),
        migrations.AddConstraint(
            model_name='party',
            constraint=models.UniqueConstraint(fields=('case', 'role', 'org'), name='cases_party_org_once'),
        ),
        migrations.AddConstraint(
            model_name='party',
            constraint=models.CheckConstraint(condition=models.Q(('worker__isnull', True), ('org__isnull', True), _connector='OR'), name='cases_party_is_one_thing'),
        ),
        migrations.AddConstraint(
            model_name='pause',
            constraint=models.UniqueConstraint(condition=models.Q(('to_day__isnull', True)), fields=('clock',), name='cases_one_open_pause'),
        ),
        migrations.AddConstraint(
            model_name='pause',
            constraint=models.CheckConstraint(condition=models.Q(('to_day__isnull', True), ('to_day__gte', models.F('from_day')), _connector='OR'), name='cases_pause_runs_forward'),
        ),
        migrations.AddConstraint(
            model_name='retentionitem',
            constraint=models.UniqueConstraint(fields=('batch', 'case'), name='cases_retention_item_once'),
        ),
        migrations.AddConstraint(
            model_name='savedfilter',
            constraint=models.UniqueConstraint(fields=('account', 'name'), name='cases_filter_name'),
        ),
    ]
