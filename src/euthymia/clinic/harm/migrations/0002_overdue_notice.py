from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('harm', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='harmentry',
            name='kind',
            field=models.CharField(choices=[('reported', 'reported'), ('corrected', 'corrected'), ('noted', 'noted'), ('notice', 'told'), ('reviewed', 'reviewed'), ('closed', 'closed'), ('overdue', 'overdue, second person told')], max_length=10),
        ),
    ]
