"""Names compare without capitals, and an e-mail address belongs to one person.

Where two people's names differ by capitals only, the younger gets a number behind it;
where two have one address, the younger loses it.  Both are said while it happens.
Everyone gets the group of their role.
"""

from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Lower

import accounts.models.household
from accounts.names import name_key, normal_email, normal_name


def tell_apart(apps, schema_editor):
    User = apps.get_model("accounts", "User")
    names, emails = set(), set()
    for user in User.objects.order_by("pk"):
        name, number = normal_name(user.username) or f"person-{user.pk}", 1
        while name_key(name) in names:
            number += 1
            name = f"{normal_name(user.username)[:140]}-{number}"
        email = normal_email(user.email or "")
        if name != user.username:
            print(f"\n  {user.username!r} is now called {name!r}.")
        if email and email in emails:
            print(f"\n  {name!r} shared an e-mail address, which was taken off.")
            email = ""
        names.add(name_key(name))
        emails.add(email)
        User.objects.filter(pk=user.pk).update(
            username=name, name_key=name_key(name), email=email
        )


def give_groups(apps, schema_editor):
    User = apps.get_model("accounts", "User")
    Group = apps.get_model("auth", "Group")
    groups = {
        name: Group.objects.get_or_create(name=name)[0]
        for name in ("viewer", "curator", "owner")
    }
    for user in User.objects.all():
        role = (
            "owner" if user.is_superuser else "curator" if user.is_staff else "viewer"
        )
        if not user.groups.filter(name__in=groups).exists():
            user.groups.add(groups[role])


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_one_household'),
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='user',
            options={'verbose_name': 'person', 'verbose_name_plural': 'people'},
        ),
        migrations.AlterModelManagers(name='user', managers=[]),
        migrations.AddField(
            model_name='user',
            name='last_seen_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='user',
            name='waiting_since',
            field=models.DateTimeField(blank=True, editable=False, help_text='Asked to come in.', null=True),
        ),
        migrations.AddField(
            model_name='user',
            name='name_key',
            field=models.CharField(editable=False, max_length=600, null=True),
        ),
        migrations.RunPython(tell_apart, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='user',
            name='name_key',
            field=models.CharField(editable=False, max_length=600, unique=True),
        ),
        migrations.AlterField(
            model_name='household',
            name='time_zone',
            field=models.CharField(default='UTC', help_text='Such as Europe/Berlin.', max_length=64, validators=[accounts.models.household.known_time_zone]),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.UniqueConstraint(Lower('email'), condition=~Q(email=''), name='accounts_user_email_once', violation_error_message='Somebody has this e-mail address already.'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=Q(waiting_since=None) | Q(is_active=False), name='accounts_user_waiting_is_outside'),
        ),
        migrations.RunPython(give_groups, migrations.RunPython.noop),
    ]
