from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clinic_messages", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="contact",
            name="consents_n",
            field=models.PositiveIntegerField(default=0, help_text="how often a channel was opened"),
        ),
    ]
