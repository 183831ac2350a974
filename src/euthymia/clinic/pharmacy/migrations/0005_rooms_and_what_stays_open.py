from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
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
    ]
