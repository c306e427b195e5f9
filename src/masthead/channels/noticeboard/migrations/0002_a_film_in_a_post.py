import django.db.models.deletion
import masthead.kernel.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('noticeboard', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='NoticeboardFilm',
            fields=[
                ('id', models.UUIDField(default=masthead.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('file', models.FileField(max_length=200, upload_to='')),
                ('alt', models.TextField(blank=True)),
                ('width', models.PositiveIntegerField(default=0)),
                ('height', models.PositiveIntegerField(default=0)),
                ('captions', models.FileField(blank=True, max_length=200, upload_to='')),
                ('captions_lang', models.CharField(blank=True, max_length=20)),
                ('post', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='film', to='noticeboard.noticeboardpost')),
            ],
        ),
    ]
