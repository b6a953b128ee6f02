"""Two more roles: readers look, operators keep servers.

Curators kept servers until now: they become operators, so that nobody loses anything.
"""

from django.db import migrations, models


def make_operators(apps, schema_editor):
    User = apps.get_model("accounts", "User")
    Group = apps.get_model("auth", "Group")
    curators, _ = Group.objects.get_or_create(name="curator")
    operators, _ = Group.objects.get_or_create(name="operator")
    Group.objects.get_or_create(name="reader")
    for user in User.objects.filter(is_staff=True, groups=curators):
        user.groups.remove(curators)
        user.groups.add(operators)
    # Who comes by a link that was sent before is what those who sent it meant.
    Invitation = apps.get_model("accounts", "Invitation")
    Invitation.objects.filter(role="curator").update(role="operator")


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0006_keep_what_people_did"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="invitation",
            name="accounts_invitation_role_known",
        ),
        migrations.AlterField(
            model_name="invitation",
            name="role",
            field=models.CharField(
                choices=[
                    ("viewer", "viewer: watches"),
                    ("reader", "reader: also sees the desk, changes nothing"),
                    ("curator", "curator: also keeps titles in order, and syncs"),
                    ("operator", "operator: also keeps servers, schedules and webhooks"),
                ],
                default="viewer",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("role__in", ["viewer", "reader", "curator", "operator"])
                ),
                name="accounts_invitation_role_known",
            ),
        ),
        migrations.RunPython(make_operators, migrations.RunPython.noop),
    ]
