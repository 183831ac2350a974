import django.db.models.deletion
from django.db import migrations, models

from euthymia.kit.postgres.operations import IndexDropped


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0001_initial'),
    ]

    operations = [
        IndexDropped(
            model_name='event',
            name='log',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='audit.log'),
        ),
    ]
