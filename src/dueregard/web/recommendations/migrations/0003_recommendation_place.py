from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('recommendations', '0002_import_review'),
    ]

    operations = [
        migrations.AddField(
            model_name='recommendation',
            name='place',
            field=models.CharField(blank=True, db_index=True, default='', editable=False, help_text='The positions from the root on: sorts as the source does, begins what is below', max_length=200),
        ),
    ]
