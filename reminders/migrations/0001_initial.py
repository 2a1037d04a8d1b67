import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Heartbeat',
            fields=[
                ('name', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='SettingAudit',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('manager_of_drift', models.CharField(choices=[('at_once', 'at the same time as the seller'), ('next_day', 'the next working day'), ('second_time', 'only when it crosses a second time')], default='next_day', max_length=20)),
                ('is_paused', models.BooleanField(default=False)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Preference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60)),
                ('channel', models.CharField(choices=[('app', 'in perfplan'), ('email', 'e-mail')], max_length=10)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='muted_reminders', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=60)),
                ('subject_id', models.UUIDField()),
                ('period', models.CharField(max_length=40)),
                ('channel', models.CharField(choices=[('app', 'in perfplan'), ('email', 'e-mail')], max_length=10)),
                ('path', models.CharField(max_length=300)),
                ('facts', models.JSONField(default=dict)),
                ('state', models.CharField(choices=[('due', 'due'), ('claimed', 'being prepared'), ('sending', 'being handed over'), ('sent', 'sent'), ('failed', 'failed'), ('unknown', 'unconfirmed'), ('cancelled', 'cancelled')], default='due', max_length=10)),
                ('due_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('try_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('attempt', models.PositiveSmallIntegerField(default=0)),
                ('lease_token', models.UUIDField(editable=False, null=True)),
                ('lease_until', models.DateTimeField(editable=False, null=True)),
                ('message_id', models.CharField(max_length=120, unique=True)),
                ('last_error', models.CharField(blank=True, max_length=500)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('read_at', models.DateTimeField(null=True)),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reminders', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Setting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('manager_of_drift', models.CharField(choices=[('at_once', 'at the same time as the seller'), ('next_day', 'the next working day'), ('second_time', 'only when it crosses a second time')], default='next_day', max_length=20)),
                ('is_paused', models.BooleanField(default=False)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='setting_one_row')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='setting',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "reminders_settingaudit" ("id", "is_paused", "manager_of_drift", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."id", NEW."is_paused", NEW."manager_of_drift", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='180693ee41ae92fc6f7ee872ffcd7fd1da4e127f', operation='INSERT', pgid='pgtrigger_insert_insert_384e2', table='reminders_setting', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='setting',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "reminders_settingaudit" ("id", "is_paused", "manager_of_drift", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."id", NEW."is_paused", NEW."manager_of_drift", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;', hash='5615564e578c891d5e2617b47fd45fcd83515eed', operation='UPDATE', pgid='pgtrigger_update_update_6f7f9', table='reminders_setting', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='setting',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "reminders_settingaudit" ("id", "is_paused", "manager_of_drift", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."id", OLD."is_paused", OLD."manager_of_drift", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='57633513d7eaaf82d04fea733457216d34b89148', operation='DELETE', pgid='pgtrigger_delete_delete_ee7d6', table='reminders_setting', when='AFTER')),
        ),
        migrations.AddField(
            model_name='settingaudit',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='settingaudit',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='reminders.setting'),
        ),
        migrations.AddConstraint(
            model_name='preference',
            constraint=models.UniqueConstraint(fields=('person', 'kind', 'channel'), name='preference_once'),
        ),
        migrations.AddIndex(
            model_name='reminder',
            index=models.Index(condition=models.Q(('state__in', ['due', 'claimed', 'sending'])), fields=['due_at', 'id'], name='reminder_waits'),
        ),
        migrations.AddIndex(
            model_name='reminder',
            index=models.Index(condition=models.Q(('state__in', ['failed', 'unknown'])), fields=['-due_at', 'id'], name='reminder_stuck'),
        ),
        migrations.AddIndex(
            model_name='reminder',
            index=models.Index(condition=models.Q(('state__in', ['claimed', 'sending'])), fields=['lease_until'], name='reminder_leased'),
        ),
        migrations.AddIndex(
            model_name='reminder',
            index=models.Index(condition=models.Q(('channel', 'app')), fields=['recipient', '-due_at'], name='reminder_inbox'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.UniqueConstraint(fields=('kind', 'subject_id', 'period', 'recipient', 'channel'), name='reminder_owed_once'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('lease_token__isnull', True), ('lease_until__isnull', True)), models.Q(('lease_token__isnull', False), ('lease_until__isnull', False)), _connector='OR'), name='reminder_lease_whole'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='settingaudit',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='b0bcf66d6a84bad847f1b3c39b93b409f0d3aeb8', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_3fb73', table='reminders_settingaudit', when='BEFORE')),
        ),
    ]
