from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reminders", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="notice",
            name="consents_n",
            field=models.PositiveIntegerField(default=0),
        ),
    ]
