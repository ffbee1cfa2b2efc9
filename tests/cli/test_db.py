"""`annotator db recount` on what earlier versions left in gold reviews, on both engines."""

import pytest
from click.testing import CliRunner

from annotator.cli import main
from tests.fixtures.adjudicated import stored_desk  # noqa: F401 - a fixture
from tests.services.test_gold_edits import AtWork
from tests.services.test_gold_origins import begun_again, copy_stale, faults, forget_edits, origins


@pytest.fixture
def run(database, tmp_path):
    """The command line on the instance whose database that is."""
    address = database.engine.url.render_as_string(hide_password=False)
    if not address.startswith("sqlite"):
        (tmp_path / "config.toml").write_text(f'database_url = "{address}"\n')

    def invoke(*words: str) -> str:
        result = CliRunner().invoke(main, ["--instance", str(tmp_path), *words])
        assert result.exit_code == 0, result.output
        return result.output

    return invoke


def test_recount_mends_the_origins_of_golds_of_earlier_versions_once(run, database, desk) -> None:
    begun_again(AtWork(database, desk))
    before = origins(database)
    stale = copy_stale(database)
    assert f"{stale} origins were copied" in faults(database)[0]
    said = run("db", "recount")
    assert f"{stale} origins of what gold reviews never had are removed." in said
    assert "named as their origin" not in said
    assert origins(database) == before
    assert forget_edits(database)
    said = run("db", "recount")
    assert "are removed" not in said
    assert "annotations of gold reviews have an editor named as their origin." in said
    said = run("db", "recount")
    assert "gold reviews" not in said
    assert not faults(database)
