"""Who is watching and who curates. Refuses nothing: rules live with the views."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """A person with an account; their own model from the first migration on."""
