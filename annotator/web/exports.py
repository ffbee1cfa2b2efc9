"""The export page: what would leave the project, the two files, and a dataset back into an empty project."""

import errno
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import IO

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_wtf.file import FileField, FileRequired
from werkzeug.exceptions import RequestEntityTooLarge

from annotator.core.datasets import Manifest, Problem, Record
from annotator.core.errors import AnnotatorError, NotFound, StorageFull
from annotator.core.records import Role
from annotator.formats import csv_tables, jsonl
from annotator.services.datasets import ExportPreview, check_dataset, export_records, import_dataset, preview_export
from annotator.services.questions import export_threads
from annotator.web.desk import now, reading, writing
from annotator.web.downloads import file_name
from annotator.web.errors import answer_error
from annotator.web.forms import DeskForm
from annotator.web.hx import render_page, see_other
from annotator.web.sessions import require_actor
from annotator.web.shell import Crumb
from annotator.web.tabs import Tab, project_tabs

blueprint = Blueprint("exports", __name__)

#: Largest dataset that the page takes; more goes in at the command line.
MAX_UPLOAD = 32 * 2**20
_SPOOL_BYTES = 4 * 2**20
_PIECE_BYTES = 2**16


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """One kind of file: what writes it, and what people are told about it."""

    name: str
    suffix: str
    media_type: str
    write: Callable[[Iterable[Record], IO[bytes]], None]
    title: str
    explains: str
    left_out: tuple[str, ...]


FORMATS = (
    ExportFormat(
        "jsonl",
        "jsonl",
        "application/x-ndjson",
        jsonl.write,
        _l("Everything, as JSON Lines"),
        _l("Articles with their sentences, reviews with everything in them, the scheme, rounds with what was explained "
           "and discussed, the study. Every place is given in characters and in words. It can be imported again and "
           "gives the same file."),
        (
            _l("sign-in names, passwords, sessions and links"),
            _l("other people's unfinished reviews, and all of theirs on texts that the exporting person is tagging, or "
               "that are adjudicated without names until the gold review is finished; an export at the command line "
               "holds them"),
            _l("people who made no review and no policy, are in no round, and decided, explained and said nothing "
               "that travels"),
            _l("private notes, and questions with their answers"),
            _l("suggestions and the answers to them; that a pass was offered some is said of it"),
            _l("settings of the project: how it adjudicates, what passes ask for and show"),
            _l("kept reports: each is a file of its own"),
            _l("what reviewers propose about the cut of a text, and their words on the kinds of its lines; what "
               "editors made of them is in the cuts"),
            _l("the history of changes for undo, and the audit log"),
            _l("articles whose import is not finished"),
        ),
    ),
    ExportFormat(
        "csv",
        "zip",
        "application/zip",
        csv_tables.write,
        _l("Tables, as CSV"),
        _l("Claims with their sources, source cards, figures, tags of your own: four files in one archive, for "
           "spreadsheets and statistics. Text that a spreadsheet would take for a formula begins with an apostrophe."),
        (
            _l("the articles' texts and their sentences without claims or figures"),
            _l("cues, and mentions of a source after its first"),
            _l("checks: nothing to tag, declined to comment, not article text"),
            _l("the scheme and the times of the reviews"),
        ),
    ),
)  # fmt: skip


class DatasetForm(DeskForm):
    """A dataset to bring in."""

    file = FileField(
        _l("Dataset"),
        [FileRequired(_l("Choose a file: the JSON Lines file of an export."))],
        description=_l("A file that ends in .jsonl, of at most 32 MB."),
    )


@dataclass(frozen=True, slots=True)
class ExportPage:
    """The page. `problems` are those of a dataset that was refused; `problem_count` counts them all."""

    project: Crumb
    tabs: tuple[Tab, ...]
    preview: ExportPreview
    formats: tuple[tuple[ExportFormat, str], ...]
    form: DatasetForm
    import_url: str
    questions: int
    questions_url: str
    problems: tuple[Problem, ...] = ()

    @property
    def has_articles(self) -> bool:
        """Say whether there is anything to export."""
        return self.preview.counts.articles > 0


@blueprint.url_value_preprocessor
def _allow_large_dataset(endpoint: str | None, _values: dict[str, str] | None) -> None:
    # Before anything reads the form: the CSRF check does.
    if endpoint == "exports.bring_in":
        request.max_content_length = MAX_UPLOAD


@blueprint.get("/projects/<project_uid>/export")
def show(project_uid: str) -> Response:
    """What an export would hold, and the buttons."""
    return _render(project_uid, DatasetForm())


@blueprint.get("/projects/<project_uid>/export/<format_name>")
def download(project_uid: str, format_name: str) -> Response:
    """The file, as an attachment."""
    chosen = next((item for item in FORMATS if item.name == format_name), None)
    if chosen is None:
        raise NotFound(_("There is no such format. Choose one on the export page."))
    with reading() as session:
        records = export_records(session, require_actor(), project_uid)
        spool, manifest = _spool(chosen, records)
    return _attach(spool, chosen, file_name("annotator", manifest.project_name, chosen.suffix, otherwise="project"))


@blueprint.post("/projects/<project_uid>/dataset")
def bring_in(project_uid: str) -> Response:
    """Store an uploaded dataset in the empty project, or say line by line why not."""
    form = DatasetForm()
    with reading() as session:
        preview_export(session, require_actor(), project_uid)  # who may not is told before the file is read
    if not form.validate_on_submit():
        return _render(project_uid, form, status=422)
    draft = check_dataset(jsonl.read(form.file.data.stream))
    if draft.problems:
        return _render(project_uid, form, draft.problems, status=422)
    with writing() as session:
        done = import_dataset(session, require_actor(), project_uid, draft, now=now())
    articles = ngettext("%(num)d article", "%(num)d articles", done.counts.articles)
    reviews = ngettext("%(num)d review", "%(num)d reviews", done.counts.reviews)
    flash(_("Imported: %(articles)s with %(reviews)s.", articles=articles, reviews=reviews), "success")
    return see_other(_project_url(project_uid))


@blueprint.errorhandler(RequestEntityTooLarge)
def _too_large(_error: RequestEntityTooLarge) -> Response:
    form = DatasetForm(formdata=None)
    form.file.errors = [_("The file is larger than 32 MB. Import it at the command line: annotator import FILE.jsonl.")]
    try:
        return _render((request.view_args or {})["project_uid"], form, status=413)
    except AnnotatorError as refusal:  # Flask maps nothing that an error handler raises
        return answer_error(refusal)


def _render(
    project_uid: str, form: DatasetForm, problems: tuple[Problem, ...] = (), *, status: int = 200
) -> Response:
    with reading() as session:
        preview = preview_export(session, require_actor(), project_uid)
        questions = export_threads(session, require_actor(), project_uid).threads
    page = ExportPage(
        project=Crumb(preview.project_name, _project_url(project_uid)),
        tabs=project_tabs(project_uid, Role.EDITOR, "export"),  # who gets here is an editor
        preview=preview,
        formats=tuple(
            (item, url_for("exports.download", project_uid=project_uid, format_name=item.name)) for item in FORMATS
        ),
        form=form,
        import_url=url_for("exports.bring_in", project_uid=project_uid),
        problems=problems,
        questions=len(questions),
        questions_url=url_for("questions.download", project_uid=project_uid),
    )
    return render_page("exports/page.html", page, status)


def _project_url(project_uid: str) -> str:
    return f"{request.script_root}/projects/{project_uid}"


def _spool(chosen: ExportFormat, records: Iterator[Record]) -> tuple[IO[bytes], Manifest]:
    """Write the file before the first byte is sent: a slow reader holds no transaction, a failure is no half file.

    The temporary file has no name and is gone when it is closed.
    """
    manifest = next(records)
    assert isinstance(manifest, Manifest)
    spool = tempfile.SpooledTemporaryFile(max_size=_SPOOL_BYTES)  # noqa: SIM115 - the response closes it
    try:
        chosen.write(chain([manifest], records), spool)
    except OSError as error:
        spool.close()
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StorageFull(_("The disk is full, so the file could not be made. Make room and try again.")) from error
        raise
    except BaseException:
        spool.close()
        raise
    return spool, manifest


def _attach(spool: IO[bytes], chosen: ExportFormat, name: str) -> Response:
    response = Response(_pieces(spool), content_type=chosen.media_type)
    response.content_length = spool.tell()
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.call_on_close(spool.close)
    return response


def _pieces(spool: IO[bytes]) -> Iterator[bytes]:
    with spool:
        spool.seek(0)
        while piece := spool.read(_PIECE_BYTES):
            yield piece
