import django.db.models.deletion
from django.db import migrations, models

from euthymia.kit.postgres.operations import IndexDropped


class Migration(migrations.Migration):

    dependencies = [
        ('infusion', '0006_offline_entries'),
        ('people', '0005_portal_links_and_screen'),
    ]

    operations = [
        IndexDropped(
            model_name='dose',
            name='clinic',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.clinic'),
        ),
        IndexDropped(
            model_name='dose',
            name='preparation',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='infusion.preparation'),
        ),
        IndexDropped(
            model_name='dose',
            name='session',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='infusion.session'),
        ),
        IndexDropped(
            model_name='sessionevent',
            name='session',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='infusion.session'),
        ),
    ]
