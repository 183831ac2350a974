import django.db.models.deletion
import euthymia.kit.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0004_attestation'),
        ('pharmacy', '0004_the_day'),
    ]

    operations = [
        migrations.AddField(
            model_name='place',
            name='treatment',
            field=models.BooleanField(default=False, help_text='patients are treated there'),
        ),
        migrations.AddField(
            model_name='sheet',
            name='left_open',
            field=models.TextField(help_text='what a closed day leaves open, and why; null: nothing', null=True),
        ),
        migrations.CreateModel(
            name='Concern',
            fields=[
                ('id', models.UUIDField(default=euthymia.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('client_id', models.UUIDField()),
                ('at', models.DateTimeField()),
                ('words', models.TextField()),
                ('clinic', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.clinic')),
            ],
        ),
        migrations.CreateModel(
            name='ConcernAnswer',
            fields=[
                ('id', models.UUIDField(default=euthymia.kit.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('client_id', models.UUIDField()),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=200)),
                ('words', models.TextField()),
                ('clinic', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.clinic')),
                ('concern', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pharmacy.concern')),
            ],
        ),
        migrations.AddIndex(
            model_name='concern',
            index=models.Index(fields=['clinic', '-at'], name='pharmacy_concern_newest'),
        ),
        migrations.AddConstraint(
            model_name='concern',
            constraint=models.UniqueConstraint(fields=('clinic', 'client_id'), name='pharmacy_concern_once'),
        ),
        migrations.AddConstraint(
            model_name='concernanswer',
            constraint=models.UniqueConstraint(fields=('clinic', 'client_id'), name='pharmacy_concern_answer_once'),
        ),
    ]
