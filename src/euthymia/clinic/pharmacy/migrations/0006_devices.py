from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('pharmacy', '0005_rooms_and_what_stays_open'),
    ]

    operations = [
        migrations.AddField(
            model_name='vial',
            name='form',
            field=models.CharField(default='vial', help_text='vial, or device: one sealed unit, counted each', max_length=10),
        ),
        migrations.AddField(
            model_name='vial',
            name='substance',
            field=models.CharField(default='ketamine', help_text='of the product; never added up across two', max_length=20),
        ),
        migrations.AlterField(
            model_name='vial',
            name='book_ul',
            field=models.BigIntegerField(help_text='of a device whole devices, 1 or 0'),
        ),
        migrations.AlterField(
            model_name='case',
            name='rest_ul',
            field=models.BigIntegerField(help_text='of a device whole devices'),
        ),
        migrations.RemoveIndex(
            model_name='syringe',
            name='pharmacy_syringe_open',
        ),
        migrations.AddIndex(
            model_name='syringe',
            index=models.Index(condition=models.Q(('mass_ug__gt', 0)), fields=['clinic'], name='pharmacy_syringe_held'),
        ),
    ]
