"""People, invitations and the household in the admin, in an owner's words.

Groups and permissions are not shown: a role says it all, and `accounts.rights` keeps
the groups to the roles.
"""

from allauth.account import admin as _theirs  # noqa: F401  # registers, so before us
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth import admin as _djangos  # noqa: F401  # likewise
from django.contrib.auth.models import Group

from accounts.admin.household import HouseholdAdmin
from accounts.admin.invitations import InvitationAdmin
from accounts.admin.people import PersonAdmin
from accounts.admin.tokens import TokenAdmin

__all__ = ["HouseholdAdmin", "InvitationAdmin", "PersonAdmin", "TokenAdmin"]

for _model in (Group, EmailAddress):
    admin.site.unregister(_model)
