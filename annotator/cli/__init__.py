"""The command line. A command's module is imported only when it runs: `annotator split` loads no web framework."""

from importlib import import_module
from pathlib import Path
from typing import Any

import click

from annotator import __version__
from annotator.cli.collecting import no_collecting
from annotator.core.errors import AnnotatorError

#: name -> where its command is, and what it does in a few words.
COMMANDS: dict[str, tuple[str, str]] = {
    "serve": ("annotator.cli.serve:command", "Serve the desk; makes and upgrades the database first."),
    "worker": ("annotator.cli.worker:command", "Do background jobs; serve starts one by itself."),
    "account": ("annotator.cli.account:command", "List and make accounts, and links to sign in with."),
    "split": ("annotator.cli.split:command", "Cut article files into sentences, without a database."),
    "suggest": ("annotator.cli.suggest:command", "Propose claims, sources and figures, without a database."),
    "evaluate": ("annotator.cli.evaluate:command", "Score the engines against gold: precision, recall, F1."),
    "import": ("annotator.cli.import_:command", "Import articles or a dataset into a project."),
    "export": ("annotator.cli.export:command", "Export a project as JSON Lines or CSV."),
    "agreement": ("annotator.cli.agreement:command", "Print the agreement between reviewers."),
    "sourcing": ("annotator.cli.sourcing:command", "Report on the sourcing of an exported dataset."),
    "backup": ("annotator.cli.backup:backup_command", "Copy the database, in use or not, and prove the copy."),
    "restore": ("annotator.cli.backup:restore_command", "Put a backup in the database's place."),
    "db": ("annotator.cli.db:command", "Upgrade the database, or say at which revision it is."),
    "doctor": ("annotator.cli.doctor:command", "Check the installation and the instance."),
}


class LazyGroup(click.Group):
    """A group that imports a command when it is asked for, and says our errors in one line."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The names of all commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Import one command."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        with no_collecting():
            found: click.Command = getattr(import_module(module), name)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        """List the commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:  # Any: whatever a command returns; click ignores it
        """Run the command; what the product raises on purpose becomes a message and exit code 1."""
        try:
            return super().invoke(ctx)
        except AnnotatorError as error:
            lines = [error.message, *(f"  {name}: {words}" for name, words in getattr(error, "fields", {}).items())]
            raise click.ClickException("\n".join(lines)) from error


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--instance",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="ANNOTATOR_INSTANCE",
    help="Folder of the database, secret key and settings (else ANNOTATOR_INSTANCE, else ./instance).",
)
@click.version_option(__version__, prog_name="annotator")
@click.pass_context
def main(ctx: click.Context, instance: Path | None) -> None:
    """Annotator: who said it, through whom, how they know."""
    ctx.obj = instance
