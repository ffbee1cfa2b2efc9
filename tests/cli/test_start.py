"""Starting the desk: what it loads, what it keeps for the next start."""

import subprocess
import sys

from flask import Flask

from annotator.cli.serve import keep_templates
from annotator.settings import Settings

#: Each took a fiftieth of a start, most a tenth, and none is needed before somebody asks for what it does.
HEAVY = (
    "alembic", "annotator.core.kinds", "annotator.demo", "lxml", "mako", "nh3", "numpy", "pyarrow", "rich", "sklearn",
    "sqlalchemy.dialects.postgresql", "trafilatura",
)  # fmt: skip


def test_a_start_loads_nothing_heavy(tmp_path):
    program = (
        "import sys; from pathlib import Path\n"
        "import annotator.cli.serve, waitress\n"
        "from annotator.app import create_app\n"
        "from annotator.settings import Settings\n"
        "from annotator.storage.transactions import Database\n"
        "from annotator.cli.serve import first_start\n"
        f"folder = Path({str(tmp_path)!r})\n"
        "create_app(Settings(instance=folder), Database.open('sqlite://'), b'0' * 32)\n"
        "print(*sys.modules)"
    )
    loaded = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout.split()
    assert "flask" in loaded
    assert [name for name in HEAVY if name in loaded] == []


def test_compiled_templates_are_kept_for_the_next_start_and_never_outlive_their_source(tmp_path):
    templates = tmp_path / "templates"
    templates.mkdir()
    (templates / "page.html").write_text("one")

    def shown() -> str:
        app = Flask("probe", template_folder=str(templates))
        keep_templates(app, Settings(instance=tmp_path))
        with app.app_context():
            return app.jinja_env.get_template("page.html").render()

    assert shown() == "one"
    (kept,) = (tmp_path / "cache").iterdir()
    assert (tmp_path / "cache").stat().st_mode & 0o077 == 0
    (templates / "page.html").write_text("two")
    assert shown() == "two"
    kept.write_bytes(b"damaged")
    assert shown() == "two"


def test_a_page_is_shown_where_no_template_can_be_kept(tmp_path):
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text("The disk is full.")
    app = Flask("probe", template_folder=str(tmp_path / "templates"))
    keep_templates(app, Settings(instance=tmp_path))
    (tmp_path / "cache").rmdir()  # as with a full disk, the file cannot be made
    with app.app_context():
        assert app.jinja_env.get_template("page.html").render() == "The disk is full."
