"""A deed about an account says which: it can be undone after a new name, too."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0008_upload_captions_by_hand'),
    ]

    operations = [
        migrations.AddField(
            model_name='activity',
            name='person',
            field=models.BigIntegerField(blank=True, help_text="The key of the account it is about, never another's.", null=True),
        ),
        migrations.AlterField(
            model_name='activity',
            name='verb',
            field=models.CharField(choices=[('rule_set', 'set a rule'), ('rule_cleared', 'cleared a rule'), ('order_changed', 'changed the order of servers'), ('locked', 'locked'), ('unlocked', 'unlocked'), ('captions_added', 'uploaded captions'), ('captions_taken_out', 'took out uploaded captions'), ('captions_shifted', 'shifted captions in time'), ('captions_reset', 'put captions back in time'), ('many_changed', 'changed many titles'), ('merged', 'merged two titles'), ('split', 'split a title'), ('title_added', 'added a title by hand'), ('title_changed', 'changed a title added by hand'), ('title_taken_out', 'took out a title added by hand'), ('conflict_decided', 'decided a conflict'), ('quarantine_dismissed', 'let a quarantined item rest'), ('quarantine_retried', 'retried a quarantined item'), ('scan_accepted', 'accepted a held scan'), ('scan_discarded', 'discarded a held scan'), ('server_added', 'added a server'), ('server_changed', "changed a server's addresses"), ('server_secret', "changed a server's secret"), ('server_enabled', 'enabled a server'), ('server_disabled', 'disabled a server'), ('server_removed', 'took a server out'), ('schedule_added', 'added a schedule'), ('schedule_changed', 'changed a schedule'), ('schedule_removed', 'removed a schedule'), ('webhook_added', 'added a webhook'), ('webhook_changed', 'changed a webhook'), ('webhook_rotated', "rotated a webhook's secret"), ('webhook_removed', 'removed a webhook'), ('person_added', 'added a person'), ('person_approved', 'let a person in'), ('person_refused', 'refused a person'), ('person_changed', "changed a person's name or address"), ('person_role', 'gave a person another role'), ('person_enabled', 'enabled a person'), ('person_disabled', 'disabled a person'), ('person_removed', 'removed a person'), ('invited', 'made an invitation'), ('invitation_revoked', 'revoked an invitation'), ('log_in_ended', "ended a person's log-in"), ('token_revoked', "revoked a person's token"), ('password_link', "made a link for a person's new password"), ('household_changed', "changed the household's settings")], max_length=30, verbose_name='what'),
        ),
    ]
