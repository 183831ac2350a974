from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("questionnaires", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="assignment",
            name="why",
            field=models.CharField(
                choices=[
                    ("protocol", "asked by the plan"),
                    ("visit", "asked for a visit"),
                    ("evaluation", "asked by the evaluation"),
                    ("staff", "asked by staff"),
                ],
                max_length=10,
            ),
        ),
    ]
