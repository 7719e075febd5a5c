"""`createorganiser`: the first account of a new site."""

from datetime import timedelta

import click

from throughline.cli.django_ready import require_up_to_date, with_django
from throughline.cli.failures import BadInput

LINK_LIFE = timedelta(hours=12)


@click.command(name="createorganiser")
@click.argument("email")
@click.argument("name")
@with_django
def create_organiser(email: str, name: str) -> None:
    """Make an account that may create organisations, and print a link to sign in with.

    EMAIL is where sign-in links will be sent; NAME is shown to others. Running it again for the same address
    prints a new link.
    """
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    from throughline.people import actions

    try:
        validate_email(email)
    except ValidationError:
        raise BadInput(f"“{email}” is not an e-mail address.") from None
    require_up_to_date()
    account = actions.create_account(email=email, name=name, is_operator=True)
    link = actions.make_link(contact=account.contact, next_path="/account", life=LINK_LIFE)
    click.echo(f"{name} may now create organisations. Open this link within 12 hours; it works once:")
    click.echo(link)
