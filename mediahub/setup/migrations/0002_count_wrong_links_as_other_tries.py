from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("setup", "0001_one_setup_and_wrong_tries"),
    ]

    operations = [
        migrations.DeleteModel(name="WrongTry"),
    ]
