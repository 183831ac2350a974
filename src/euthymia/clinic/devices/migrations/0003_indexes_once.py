import django.db.models.deletion
from django.db import migrations, models

from euthymia.kit.postgres.operations import IndexDropped


class Migration(migrations.Migration):

    dependencies = [
        ('devices', '0002_pump'),
        ('monitoring', '0002_indexes_once'),
        ('people', '0005_portal_links_and_screen'),
    ]

    operations = [
        IndexDropped(
            model_name='association',
            name='device',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='devices.device'),
        ),
        IndexDropped(
            model_name='association',
            name='watch',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='monitoring.watch'),
        ),
        IndexDropped(
            model_name='rawmessage',
            name='clinic',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.clinic'),
        ),
        IndexDropped(
            model_name='rawmessage',
            name='gateway',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='devices.gateway'),
        ),
    ]
