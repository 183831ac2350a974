import django.db.models.deletion
from django.db import migrations, models

from euthymia.kit.postgres.operations import IndexDropped


class Migration(migrations.Migration):

    dependencies = [
        ('monitoring', '0001_initial'),
        ('people', '0005_portal_links_and_screen'),
    ]

    operations = [
        IndexDropped(
            model_name='alarmevent',
            name='watch',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='monitoring.watch'),
        ),
        IndexDropped(
            model_name='sample',
            name='clinic',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.clinic'),
        ),
        IndexDropped(
            model_name='sample',
            name='watch',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='monitoring.watch'),
        ),
    ]
