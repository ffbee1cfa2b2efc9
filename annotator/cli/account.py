"""`annotator account`: for whoever keeps the installation. Nothing here needs a password."""

import click

from annotator.cli.instance import noted_address, open_instance, settings_of, utc_now
from annotator.core.accounts import canonical_login
from annotator.core.errors import NotFound
from annotator.services.accounts import OPERATOR, create_account, list_people
from annotator.services.links import LinkPurpose, MadeLink, make_link
from annotator.settings import Settings
from annotator.storage.queries.accounts import find_account_by_login, first_admin


@click.group("account", short_help="List and make accounts, and links to sign in with.")
def command() -> None:
    """List and make accounts, and links to sign in with."""


@command.command("list")
@click.pass_context
def list_command(ctx: click.Context) -> None:
    """List everybody: login, name, what they may do."""
    with open_instance(settings_of(ctx)) as database, database.reading() as session:
        for person in list_people(session, OPERATOR):
            states = {
                "administrator": person.is_admin,
                "disabled": person.is_disabled,
                "belongs to a dataset": not person.can_sign_in,
                "not joined yet": person.can_sign_in and not person.has_joined,
            }
            marks = ", ".join(state for state, holds in states.items() if holds)
            click.echo("\t".join((person.login or "-", person.name, marks)).rstrip())


@command.command("create")
@click.argument("login")
@click.argument("name")
@click.option("--admin", is_flag=True, help="Make the person an administrator.")
@click.pass_context
def create_command(ctx: click.Context, login: str, name: str, *, admin: bool) -> None:
    """Make an account and print the invitation that it is opened with."""
    settings = settings_of(ctx)
    with open_instance(settings) as database, database.writing() as session:
        now = utc_now()
        account = create_account(session, OPERATOR, login=login, name=name, is_admin=admin, now=now)
        made = make_link(session, OPERATOR, account.uid, hours=settings.link_hours, now=now)
    _print_link(settings, made)


@command.command("link")
@click.argument("login", required=False)
@click.option("--password", is_flag=True, help="The link asks for a new password instead of signing in as it is.")
@click.pass_context
def link_command(ctx: click.Context, login: str | None, *, password: bool) -> None:
    """Print a new link that works once, for LOGIN or else for the first administrator."""
    settings = settings_of(ctx)
    with open_instance(settings) as database, database.writing() as session:
        account = find_account_by_login(session, canonical_login(login)) if login else first_admin(session)
        if account is None:
            raise NotFound("There is no such account. See: annotator account list")
        purpose = None if password else LinkPurpose.SIGN_IN
        made = make_link(session, OPERATOR, account.uid, purpose, hours=settings.link_hours, now=utc_now())
    _print_link(settings, made)


def _print_link(settings: Settings, made: MadeLink) -> None:
    click.echo(f"For {made.name}; works once, until {made.expires_at:%d %b %Y %H:%M} UTC:", err=True)
    click.echo(f"{noted_address(settings)}/links/{made.token}")
