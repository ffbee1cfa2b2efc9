"""Who may do what: the whole policy on one screen.

`GRANTS` says which project roles hold a permission; `ROUTES` says which permission each address and
method needs. A test walks every route of the application, each method and each role, and fails when a
route has no row here.

Roles are not a ladder: a reviewer tags and is blind to other people's passes, a reader reads reports.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from annotator.core.errors import Forbidden, NotFound, NotSignedIn
from annotator.core.records import Role


class Permission(StrEnum):
    """What a request may need. The first three hold everywhere, the others within one project."""

    ANYONE = "anyone"
    SIGNED_IN = "signed_in"
    ADMINISTER = "administer"
    READ_ARTICLES = "read_articles"
    READ_REPORTS = "read_reports"
    TAG = "tag"
    CHECK_CLAIMS = "check_claims"
    ANSWER_QUESTIONS = "answer_questions"
    IMPORT_ARTICLES = "import_articles"
    EXPORT = "export"
    CUT_TEXTS = "cut_texts"
    ADJUDICATE = "adjudicate"
    MANAGE_PROJECT = "manage_project"
    MANAGE_MEMBERS = "manage_members"


_EDITOR = frozenset({Role.EDITOR})
_ALL = frozenset(Role)

#: permission -> the roles that hold it in their project.
GRANTS: dict[Permission, frozenset[Role]] = {
    Permission.READ_ARTICLES: _ALL,
    Permission.READ_REPORTS: frozenset({Role.READER, Role.EDITOR}),
    Permission.CHECK_CLAIMS: frozenset({Role.READER, Role.EDITOR}),
    Permission.TAG: frozenset({Role.REVIEWER, Role.EDITOR}),
    Permission.ANSWER_QUESTIONS: _EDITOR,
    Permission.IMPORT_ARTICLES: _EDITOR,
    Permission.EXPORT: _EDITOR,
    Permission.CUT_TEXTS: _EDITOR,
    Permission.ADJUDICATE: _EDITOR,
    Permission.MANAGE_PROJECT: _EDITOR,
    Permission.MANAGE_MEMBERS: _EDITOR,
}

#: What an administrator may do in a project without being a member of it.
ADMIN_GRANTS = frozenset({Permission.MANAGE_MEMBERS})


@dataclass(frozen=True, slots=True)
class Actor:
    """The person who asks, with their role in each project (by the project's internal id)."""

    account_id: int
    uid: str
    name: str
    is_admin: bool = False
    roles: Mapping[int, Role] = field(default_factory=dict)

    def may(self, permission: Permission, project_id: int | None = None) -> bool:
        """Say whether the person holds `permission` (in the project, where it is a project's)."""
        if permission in (Permission.ANYONE, Permission.SIGNED_IN):
            return True
        if permission is Permission.ADMINISTER:
            return self.is_admin
        if self.is_admin and permission in ADMIN_GRANTS:
            return True
        role = self.roles.get(project_id) if project_id is not None else None
        return role is not None and role in GRANTS[permission]


def permit(actor: Actor | None, permission: Permission, project_id: int | None = None) -> Actor:
    """Return the actor if they hold `permission`; raise otherwise.

    Raises NotSignedIn without a person, NotFound where the person is no member of the project (they must
    not learn that it exists), Forbidden where they are but their role does not hold the permission.
    """
    if actor is None:
        raise NotSignedIn("Please sign in.")
    if actor.may(permission, project_id):
        return actor
    if project_id is None:
        raise Forbidden("Only administrators of this desk may do that. Ask one of them.")
    if project_id not in actor.roles:
        raise NotFound
    raise Forbidden("Your role in this project does not allow that. Ask an editor of the project.")


_P = Permission

#: (method, rule) -> permission. HEAD and OPTIONS follow GET.
ROUTES: dict[tuple[str, str], Permission] = {
    ("GET", "/healthz"): _P.ANYONE,
    ("GET", "/assets/<digest>/<path:name>"): _P.ANYONE,
    ("GET", "/sign-in"): _P.ANYONE,
    ("POST", "/sign-in"): _P.ANYONE,
    ("POST", "/sign-out"): _P.SIGNED_IN,
    ("GET", "/links/<token>"): _P.ANYONE,
    ("POST", "/links/<token>"): _P.ANYONE,
    ("GET", "/"): _P.SIGNED_IN,
    ("GET", "/account"): _P.SIGNED_IN,
    ("POST", "/account"): _P.SIGNED_IN,
    ("GET", "/account/keys"): _P.SIGNED_IN,
    ("POST", "/account/keys"): _P.SIGNED_IN,
    ("GET", "/people"): _P.ADMINISTER,
    ("POST", "/people"): _P.ADMINISTER,
    ("POST", "/people/<account_uid>/<change>"): _P.ADMINISTER,
    ("GET", "/projects/new"): _P.ADMINISTER,
    ("POST", "/projects/new"): _P.ADMINISTER,
    ("GET", "/projects/<project_uid>"): _P.READ_ARTICLES,
    ("GET", "/projects/<project_uid>/search"): _P.READ_ARTICLES,
    ("GET", "/projects/<project_uid>/scheme"): _P.READ_ARTICLES,
    ("GET", "/projects/<project_uid>/scheme/versions"): _P.READ_ARTICLES,
    ("GET", "/projects/<project_uid>/scheme/versions/<int(max=999999):number>"): _P.READ_ARTICLES,
    ("POST", "/projects/<project_uid>/scheme/versions/<int(max=999999):number>/undo"): _P.MANAGE_PROJECT,
    ("GET", "/projects/<project_uid>/scheme/edit"): _P.MANAGE_PROJECT,
    ("GET", "/projects/<project_uid>/scheme/edit/new"): _P.MANAGE_PROJECT,
    ("POST", "/projects/<project_uid>/scheme/edit/new"): _P.MANAGE_PROJECT,
    ("GET", "/projects/<project_uid>/scheme/edit/tags/<tag_key>"): _P.MANAGE_PROJECT,
    ("POST", "/projects/<project_uid>/scheme/edit/tags/<tag_key>"): _P.MANAGE_PROJECT,
    ("POST", "/projects/<project_uid>/scheme/edit/tags/<tag_key>/<tag_change>"): _P.MANAGE_PROJECT,
    ("GET", "/projects/<project_uid>/scheme/edit/tags/<tag_key>/retire"): _P.MANAGE_PROJECT,
    ("GET", "/projects/<project_uid>/scheme/edit/tags/<tag_key>/merge"): _P.MANAGE_PROJECT,
    ("POST", "/projects/<project_uid>/scheme/edit/tags/<tag_key>/merge"): _P.MANAGE_PROJECT,
    ("GET", "/projects/<project_uid>/scheme/edit/guideline"): _P.MANAGE_PROJECT,
    ("POST", "/projects/<project_uid>/scheme/edit/guideline"): _P.MANAGE_PROJECT,
    ("GET", "/projects/<project_uid>/settings"): _P.MANAGE_PROJECT,
    ("POST", "/projects/<project_uid>/settings"): _P.MANAGE_PROJECT,
    ("GET", "/projects/<project_uid>/settings/abbreviations"): _P.MANAGE_PROJECT,
    ("POST", "/projects/<project_uid>/settings/abbreviations"): _P.MANAGE_PROJECT,
    ("POST", "/projects/<project_uid>/settings/cutting"): _P.MANAGE_PROJECT,
    ("POST", "/projects/<project_uid>/settings/scope"): _P.MANAGE_PROJECT,
    ("POST", "/projects/<project_uid>/settings/suggestions"): _P.MANAGE_PROJECT,
    ("GET", "/projects/<project_uid>/rescue"): _P.MANAGE_PROJECT,
    ("POST", "/projects/<project_uid>/rescue"): _P.MANAGE_PROJECT,
    ("GET", "/projects/<project_uid>/claim-model"): _P.MANAGE_PROJECT,
    ("GET", "/projects/<project_uid>/claim-model/sentences"): _P.MANAGE_PROJECT,
    ("POST", "/projects/<project_uid>/claim-model/train"): _P.MANAGE_PROJECT,
    ("POST", "/projects/<project_uid>/claim-model/use"): _P.MANAGE_PROJECT,
    ("GET", "/projects/<project_uid>/people"): _P.MANAGE_MEMBERS,
    ("POST", "/projects/<project_uid>/people"): _P.MANAGE_MEMBERS,
    ("POST", "/projects/<project_uid>/people/<account_uid>"): _P.MANAGE_MEMBERS,
    ("GET", "/projects/<project_uid>/import"): _P.IMPORT_ARTICLES,
    ("POST", "/projects/<project_uid>/import/preview"): _P.IMPORT_ARTICLES,
    ("POST", "/projects/<project_uid>/articles"): _P.IMPORT_ARTICLES,
    ("GET", "/articles/<article_uid>"): _P.READ_ARTICLES,
    ("POST", "/articles/<article_uid>/reviews"): _P.TAG,
    ("POST", "/articles/<article_uid>/passes"): _P.MANAGE_PROJECT,
    ("POST", "/articles/<article_uid>/passes/<review_uid>/take-back"): _P.MANAGE_PROJECT,
    ("POST", "/articles/<article_uid>/reviews/carried"): _P.TAG,
    ("GET", "/reviews/<review_uid>/carried"): _P.TAG,
    ("GET", "/articles/<article_uid>/versions"): _P.READ_ARTICLES,
    ("GET", "/articles/<article_uid>/versions/<suffix>"): _P.READ_ARTICLES,
    ("GET", "/articles/<article_uid>/texts"): _P.IMPORT_ARTICLES,
    ("POST", "/articles/<article_uid>/texts/preview"): _P.IMPORT_ARTICLES,
    ("POST", "/articles/<article_uid>/texts"): _P.IMPORT_ARTICLES,
    ("GET", "/articles/<article_uid>/report"): _P.READ_ARTICLES,
    ("GET", "/articles/<article_uid>/report/<suffix>"): _P.READ_ARTICLES,
    ("GET", "/articles/<article_uid>/adjudicate"): _P.ADJUDICATE,
    ("POST", "/articles/<article_uid>/adjudicate"): _P.ADJUDICATE,
    ("POST", "/articles/<article_uid>/adjudicate/<step>"): _P.ADJUDICATE,
    ("GET", "/articles/<article_uid>/texts/<int(max=999999):number>/adjudicate"): _P.ADJUDICATE,
    ("POST", "/articles/<article_uid>/texts/<int(max=999999):number>/adjudicate"): _P.ADJUDICATE,
    ("POST", "/articles/<article_uid>/texts/<int(max=999999):number>/adjudicate/<step>"): _P.ADJUDICATE,
    ("POST", "/projects/<project_uid>/settings/adjudication"): _P.MANAGE_PROJECT,
    ("GET", "/projects/<project_uid>/precedents"): _P.READ_ARTICLES,
    ("POST", "/articles/<article_uid>/findings"): _P.MANAGE_PROJECT,
    ("POST", "/articles/<article_uid>/findings/ask"): _P.MANAGE_PROJECT,
    ("POST", "/articles/<article_uid>/findings/sign"): _P.MANAGE_PROJECT,
    ("POST", "/articles/<article_uid>/checklist"): _P.MANAGE_PROJECT,
    ("GET", "/projects/<project_uid>/compare"): _P.READ_REPORTS,
    ("GET", "/projects/<project_uid>/compare/<suffix>"): _P.READ_REPORTS,
    ("GET", "/projects/<project_uid>/policy"): _P.READ_REPORTS,
    ("POST", "/projects/<project_uid>/policy"): _P.MANAGE_PROJECT,
    ("GET", "/projects/<project_uid>/policy/file"): _P.READ_REPORTS,
    ("GET", "/projects/<project_uid>/waivers"): _P.READ_REPORTS,
    ("GET", "/reviews/<review_uid>"): _P.READ_ARTICLES,
    ("GET", "/reviews/<review_uid>/sentences/<int(max=999999):ordinal>"): _P.READ_ARTICLES,
    ("POST", "/reviews/<review_uid>/sentences/<int(max=999999):ordinal>"): _P.TAG,
    ("POST", "/reviews/<review_uid>/annotations"): _P.TAG,
    ("POST", "/reviews/<review_uid>/annotations/<annotation_uid>"): _P.TAG,
    ("POST", "/reviews/<review_uid>/annotations/<annotation_uid>/delete"): _P.TAG,
    ("GET", "/reviews/<review_uid>/cut"): _P.TAG,
    ("GET", "/reviews/<review_uid>/cut/form"): _P.TAG,
    ("POST", "/reviews/<review_uid>/cut"): _P.TAG,
    ("POST", "/reviews/<review_uid>/proposals/<proposal_uid>/withdraw"): _P.TAG,
    ("POST", "/articles/<article_uid>/cut/undo"): _P.CUT_TEXTS,
    ("POST", "/articles/<article_uid>/proposals/<proposal_uid>/accept"): _P.CUT_TEXTS,
    ("POST", "/articles/<article_uid>/proposals/<proposal_uid>/decline"): _P.CUT_TEXTS,
    ("GET", "/reviews/<review_uid>/correct"): _P.TAG,
    ("GET", "/reviews/<review_uid>/edges"): _P.TAG,
    ("GET", "/reviews/<review_uid>/annotations/<annotation_uid>/edges"): _P.TAG,
    ("POST", "/reviews/<review_uid>/annotations/<annotation_uid>/edges"): _P.TAG,
    ("GET", "/reviews/<review_uid>/mention"): _P.TAG,
    ("POST", "/reviews/<review_uid>/suggestions"): _P.TAG,
    ("POST", "/reviews/<review_uid>/suggestions/shown"): _P.TAG,
    ("GET", "/reviews/<review_uid>/suggestions/<item>"): _P.TAG,
    ("POST", "/reviews/<review_uid>/suggestions/<item>"): _P.TAG,
    ("POST", "/reviews/<review_uid>/mentions"): _P.TAG,
    ("GET", "/reviews/<review_uid>/sources/<source_uid>"): _P.TAG,
    ("POST", "/reviews/<review_uid>/sources/<source_uid>"): _P.TAG,
    ("POST", "/reviews/<review_uid>/sources/<source_uid>/delete"): _P.TAG,
    ("GET", "/reviews/<review_uid>/sources/<source_uid>/panel"): _P.TAG,
    ("POST", "/reviews/<review_uid>/sources/<source_uid>/merge"): _P.TAG,
    ("POST", "/reviews/<review_uid>/sources/<source_uid>/split"): _P.TAG,
    ("GET", "/reviews/<review_uid>/choice"): _P.TAG,
    ("POST", "/reviews/<review_uid>/annotations/<annotation_uid>/way"): _P.TAG,
    ("GET", "/reviews/<review_uid>/changes"): _P.READ_ARTICLES,
    ("GET", "/reviews/<review_uid>/guideline"): _P.READ_ARTICLES,
    ("GET", "/reviews/<review_uid>/history"): _P.READ_ARTICLES,
    ("GET", "/reviews/<review_uid>/rescue"): _P.TAG,
    ("POST", "/reviews/<review_uid>/rescue"): _P.TAG,
    ("POST", "/reviews/<review_uid>/history/<action_uid>/undo"): _P.TAG,
    ("GET", "/reviews/<review_uid>/pick"): _P.TAG,
    ("GET", "/reviews/<review_uid>/asking"): _P.TAG,
    ("GET", "/reviews/<review_uid>/question"): _P.TAG,
    ("POST", "/reviews/<review_uid>/questions"): _P.TAG,
    ("GET", "/reviews/<review_uid>/note"): _P.TAG,
    ("POST", "/reviews/<review_uid>/note"): _P.TAG,
    ("GET", "/projects/<project_uid>/notes"): _P.TAG,
    ("GET", "/projects/<project_uid>/questions"): _P.TAG,
    ("POST", "/projects/<project_uid>/questions/read"): _P.TAG,
    ("POST", "/projects/<project_uid>/replies"): _P.ANSWER_QUESTIONS,
    ("POST", "/projects/<project_uid>/replies/<reply_uid>/delete"): _P.ANSWER_QUESTIONS,
    ("POST", "/questions/<question_uid>/posts"): _P.TAG,
    ("POST", "/questions/<question_uid>/read"): _P.TAG,
    ("POST", "/questions/<question_uid>/<change>"): _P.TAG,
    ("GET", "/projects/<project_uid>/export/questions.csv"): _P.EXPORT,
    ("POST", "/reviews/<review_uid>/undo"): _P.TAG,
    ("POST", "/reviews/<review_uid>/redo"): _P.TAG,
    ("POST", "/reviews/<review_uid>/rest"): _P.TAG,
    ("POST", "/reviews/<review_uid>/finish"): _P.TAG,
    ("POST", "/reviews/<review_uid>/reopen"): _P.TAG,
    ("GET", "/projects/<project_uid>/agreement"): _P.READ_REPORTS,
    ("GET", "/projects/<project_uid>/agreement/sentences"): _P.READ_REPORTS,
    ("GET", "/projects/<project_uid>/agreement/reported"): _P.READ_REPORTS,
    ("GET", "/projects/<project_uid>/agreement/reported/file/<suffix>"): _P.READ_REPORTS,
    ("GET", "/projects/<project_uid>/agreement/file/<suffix>"): _P.READ_REPORTS,
    ("GET", "/projects/<project_uid>/agreement/differences/<text_uid>/<int(max=999999):ordinal>"): _P.READ_REPORTS,
    ("POST", "/projects/<project_uid>/agreement/keep"): _P.READ_REPORTS,
    ("GET", "/projects/<project_uid>/study"): _P.MANAGE_PROJECT,
    ("POST", "/projects/<project_uid>/study"): _P.MANAGE_PROJECT,
    ("POST", "/projects/<project_uid>/study/draw"): _P.MANAGE_PROJECT,
    ("GET", "/projects/<project_uid>/sources"): _P.READ_REPORTS,
    ("GET", "/projects/<project_uid>/sources.csv"): _P.READ_REPORTS,
    ("GET", "/projects/<project_uid>/figures"): _P.READ_REPORTS,
    ("GET", "/projects/<project_uid>/figures.csv"): _P.READ_REPORTS,
    ("GET", "/projects/<project_uid>/figures/side-by-side"): _P.READ_REPORTS,
    ("POST", "/projects/<project_uid>/ledgers"): _P.READ_REPORTS,
    ("GET", "/projects/<project_uid>/to-check"): _P.READ_REPORTS,
    ("GET", "/projects/<project_uid>/to-check.csv"): _P.READ_REPORTS,
    ("POST", "/projects/<project_uid>/to-check"): _P.CHECK_CLAIMS,
    ("GET", "/projects/<project_uid>/rounds"): _P.READ_ARTICLES,
    ("GET", "/projects/<project_uid>/rounds/new"): _P.MANAGE_PROJECT,
    ("POST", "/projects/<project_uid>/rounds/new"): _P.MANAGE_PROJECT,
    ("POST", "/projects/<project_uid>/settings/rounds"): _P.MANAGE_PROJECT,
    ("GET", "/articles/<article_uid>/lesson"): _P.TAG,
    ("GET", "/articles/<article_uid>/explanations"): _P.MANAGE_PROJECT,
    ("POST", "/articles/<article_uid>/explanations"): _P.MANAGE_PROJECT,
    ("GET", "/rounds/<round_uid>/differences/<article_uid>"): _P.TAG,
    ("POST", "/rounds/<round_uid>/differences/<article_uid>"): _P.TAG,
    ("GET", "/projects/<project_uid>/feedback"): _P.TAG,
    ("GET", "/rounds/<round_uid>"): _P.READ_ARTICLES,
    ("GET", "/rounds/<round_uid>/scores"): _P.READ_ARTICLES,
    ("GET", "/rounds/<round_uid>/agreement"): _P.READ_ARTICLES,
    ("GET", "/rounds/<round_uid>/agreement/sentences"): _P.READ_ARTICLES,
    ("GET", "/rounds/<round_uid>/agreement/differences/<text_uid>/<int(max=999999):ordinal>"): _P.READ_ARTICLES,
    ("POST", "/rounds/<round_uid>/close"): _P.MANAGE_PROJECT,
    ("POST", "/rounds/<round_uid>/release"): _P.MANAGE_PROJECT,
    ("GET", "/projects/<project_uid>/reports"): _P.READ_REPORTS,
    ("GET", "/reports/<report_uid>/sentences"): _P.READ_REPORTS,
    ("GET", "/reports/<report_uid>/differences/<text_uid>/<int(max=999999):ordinal>"): _P.READ_REPORTS,
    ("GET", "/reports/<report_uid>/reported"): _P.READ_REPORTS,
    ("GET", "/reports/<report_uid>"): _P.READ_REPORTS,
    ("GET", "/reports/<report_uid>/report.json"): _P.READ_REPORTS,
    ("GET", "/reports/<report_uid>/report.csv"): _P.READ_REPORTS,
    ("POST", "/reports/<report_uid>/sign"): _P.MANAGE_PROJECT,
    ("GET", "/projects/<project_uid>/desk"): _P.READ_REPORTS,
    ("POST", "/projects/<project_uid>/desk"): _P.READ_REPORTS,
    ("POST", "/projects/<project_uid>/desk/month"): _P.READ_REPORTS,
    ("POST", "/projects/<project_uid>/desk/bylines"): _P.MANAGE_PROJECT,
    ("GET", "/jobs/<job_uid>"): _P.READ_REPORTS,
    ("POST", "/jobs/<job_uid>/cancel"): _P.READ_REPORTS,
    ("POST", "/jobs/<job_uid>/again"): _P.READ_REPORTS,
    ("GET", "/projects/<project_uid>/export"): _P.EXPORT,
    ("GET", "/projects/<project_uid>/export/<format_name>"): _P.EXPORT,
    ("POST", "/projects/<project_uid>/dataset"): _P.EXPORT,
}
