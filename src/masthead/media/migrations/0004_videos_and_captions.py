from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('media', '0003_who_described'),
    ]

    operations = [
        migrations.AddField(
            model_name='asset',
            name='captions',
            field=models.FileField(blank=True, help_text='Of a video, as WebVTT.', upload_to='assets/captions/'),
        ),
        migrations.AddField(
            model_name='asset',
            name='captions_sha256',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='asset',
            name='captions_shown',
            field=models.BooleanField(default=False, help_text='A person has looked: what is said is shown in the picture, or nothing is said.'),
        ),
    ]
