"""Who is watching and who curates. Refuses nothing: rules live with the views."""

from django.contrib.auth.models import AbstractUser

from accounts.api_token import ApiToken

__all__ = ["ApiToken", "User"]


class User(AbstractUser):  # type: ignore[django-manager-missing]
    """A person with an account; their own model from the first migration on."""
