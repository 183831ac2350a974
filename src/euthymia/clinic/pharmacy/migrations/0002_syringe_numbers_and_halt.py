from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('pharmacy', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='book',
            name='halted_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='book',
            name='halted_says',
            field=models.TextField(blank=True, default='', help_text='the first thing that verify found wrong'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='syringe',
            name='syringe',
            field=models.CharField(default='', max_length=200),
        ),
        migrations.RemoveConstraint(
            model_name='syringe',
            name='pharmacy_syringe_once',
        ),
        migrations.AddConstraint(
            model_name='syringe',
            constraint=models.UniqueConstraint(fields=('book', 'patient', 'order', 'syringe'), name='pharmacy_syringe_once'),
        ),
        migrations.AddIndex(
            model_name='syringe',
            index=models.Index(condition=models.Q(('volume_ul__gt', 0)), fields=['clinic'], name='pharmacy_syringe_open'),
        ),
        migrations.AddIndex(
            model_name='refusal',
            index=models.Index(fields=['book', '-at'], name='pharmacy_refusal_newest'),
        ),
    ]
