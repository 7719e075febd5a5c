"""Sessions are opened by proving an address (see `people.actions.use_link`); there are no passwords."""

from typing import Any

from django.contrib.auth.backends import BaseBackend

from throughline.people.models import Account


class LinkBackend(BaseBackend):
    def authenticate(self, request: Any, **credentials: Any) -> None:
        return None

    def get_user(self, user_id: int) -> Account | None:
        return Account.objects.filter(pk=user_id, is_active=True).first()
