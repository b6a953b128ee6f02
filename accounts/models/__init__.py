"""Who is watching and who curates, and the household they share.

Refuses nothing beyond what the database must hold: rules live in `accounts.people`.
"""

from accounts.api_token import ApiToken
from accounts.models.activity import Activity
from accounts.models.attempt import Attempt
from accounts.models.household import Household
from accounts.models.invitation import Invitation
from accounts.models.log_in import LogIn
from accounts.models.person import User

__all__ = [
    "Activity",
    "ApiToken",
    "Attempt",
    "Household",
    "Invitation",
    "LogIn",
    "User",
]
