from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='publiclisting',
            name='payers',
            field=models.JSONField(default=dict, help_text='insurers that pay something here: as in the tags → name'),
        ),
        migrations.AddField(
            model_name='publishedprotocol',
            name='course',
            field=models.JSONField(default=dict, help_text='sessions, within how many days, and the minutes of a visit'),
            preserve_default=False,
        ),
    ]
