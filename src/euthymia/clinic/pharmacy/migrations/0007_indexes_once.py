import django.db.models.deletion
from django.db import migrations, models

from euthymia.kit.postgres.operations import IndexDropped


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0005_portal_links_and_screen'),
        ('pharmacy', '0006_devices'),
    ]

    operations = [
        IndexDropped(
            model_name='entry',
            name='book',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pharmacy.book'),
        ),
        IndexDropped(
            model_name='syringe',
            name='book',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pharmacy.book'),
        ),
        IndexDropped(
            model_name='vial',
            name='book',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pharmacy.book'),
        ),
        IndexDropped(
            model_name='vial',
            name='clinic',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.clinic'),
        ),
    ]
