from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0003_patient_address'),
    ]

    operations = [
        migrations.AlterField(
            model_name='credential',
            name='kind',
            field=models.CharField(choices=[('licence', 'licence'), ('registration', 'controlled-substance registration'), ('training', 'training'), ('attestation', 'attestation for controlled substances (21 CFR 1301.76(a))')], max_length=20),
        ),
    ]
