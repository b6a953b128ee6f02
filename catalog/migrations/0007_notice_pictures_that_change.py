"""Know when a picture was last looked at, and where to ask for it again.

Rows from before are of an older drawing and shown no more: they are the first to go.
"""

import datetime

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0006_sort_lists_by_index'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='picture',
            name='catalog_picture_oldest',
        ),
        migrations.AddField(
            model_name='picture',
            name='artwork_key',
            field=models.CharField(blank=True, default='', max_length=30, verbose_name='picture'),
        ),
        migrations.AddField(
            model_name='picture',
            name='seen_at',
            field=models.DateTimeField(default=datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc), help_text='When a browser last asked us for it, to the day. It shows what it has for a month after that without asking.'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='picture',
            name='server',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, to='catalog.server'),
        ),
        migrations.AddField(
            model_name='picture',
            name='url',
            field=models.TextField(blank=True, default='', verbose_name='address'),
        ),
        migrations.AlterField(
            model_name='picture',
            name='asked_at',
            field=models.DateTimeField(help_text='When its server was last asked for it.'),
        ),
        migrations.AddIndex(
            model_name='picture',
            index=models.Index(fields=['seen_at'], name='catalog_picture_unseen'),
        ),
        migrations.AddIndex(
            model_name='picture',
            index=models.Index(fields=['server', 'asked_at'], name='catalog_picture_stalest'),
        ),
    ]
