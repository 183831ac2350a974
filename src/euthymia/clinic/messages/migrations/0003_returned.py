from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clinic_messages", "0002_consents")]

    operations = [
        migrations.AddField(
            model_name="contact",
            name="email_returned",
            field=models.BooleanField(default=False, help_text="what went to this address came back"),
        ),
        migrations.AddField(
            model_name="contact",
            name="mobile_returned",
            field=models.BooleanField(default=False, help_text="what went to this number came back"),
        ),
        migrations.AlterField(
            model_name="contactfact",
            name="kind",
            field=models.CharField(
                choices=[
                    ("details", "address, language and time zone"),
                    ("consented", "consented"),
                    ("withdrawn", "withdrew consent"),
                    ("returned", "came back: nothing goes there"),
                    ("right", "the address is right"),
                ],
                max_length=10,
            ),
        ),
    ]
