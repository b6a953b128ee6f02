"""Who may call what: default deny, by account and by the scopes of a token.

Every view of the API is `Guarded` and declares what a reader needs and what each
changing method needs; what is not declared is refused.  A query parameter that a
view does not know is refused too, so that a misspelt filter never means "all", and
one given twice: only the last of them would count.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.models import User

#: For `read_needs` and `writes`: an account is enough.
ANY_ACCOUNT: Final = ""


class Guarded(APIView):
    """A view that says who may call it."""

    #: The permission a reader needs.
    read_needs: ClassVar[str | None] = None
    #: The permission each changing method needs; others are refused.
    writes: ClassVar[Mapping[str, str]] = {}
    #: Methods that a token with the scope `sync` may use, whatever its owner may.
    sync_scope: ClassVar[frozenset[str]] = frozenset()
    #: Methods that a token with the scope `watch` may use, as far as its owner may.
    watch_scope: ClassVar[frozenset[str]] = frozenset()
    #: Query parameters known here, beside those of filters and pages.
    parameters: ClassVar[frozenset[str]] = frozenset()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        unknown = sorted(set(request.query_params) - self.known_parameters())
        if unknown:
            known = ", ".join(sorted(self.known_parameters())) or "none"
            raise ValidationError(
                {name: [f"Not known here. Known are: {known}."] for name in unknown}
            )
        twice = [name for name, given in request.query_params.lists() if given[1:]]
        if twice:
            raise ValidationError({name: ["Give it once."] for name in twice})

    def known_parameters(self) -> set[str]:
        """The names a query may use."""
        filters = getattr(self, "filterset_class", None)
        pages = getattr(self, "pagination_class", None)
        return {
            *self.parameters,
            *(filters.base_filters if filters is not None else ()),
            *(pages.parameters if pages is not None else ()),
        }


def caller(request: Request) -> User:
    """The person behind a call that was let in."""
    if not isinstance(request.user, User):
        raise TypeError("Only for calls that were let in.")
    return request.user
