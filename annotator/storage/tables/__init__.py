"""The tables, one module a noun. Importing this package registers all of them with `Base.metadata`."""

from annotator.storage.tables.actions import Action, Audit, Change
from annotator.storage.tables.agreement import AgreementDetail, AgreementText
from annotator.storage.tables.annotations import Annotation, ClaimSource, Cue
from annotator.storage.tables.articles import Article, ArticleText, CutProposal, Segmentation, SentenceRow
from annotator.storage.tables.claim_models import ClaimDoubt, ClaimModel, MeasuredClaims
from annotator.storage.tables.decisions import DecisionRow, OriginRow
from annotator.storage.tables.explanations import Explanation
from annotator.storage.tables.jobs import Job
from annotator.storage.tables.keys import AccountKeys
from annotator.storage.tables.ledgers import LedgerFigure, LedgerSource, LedgerStar, LedgerText, StarCheck
from annotator.storage.tables.notes import Note
from annotator.storage.tables.people import Account, Link, LoginSession, Membership
from annotator.storage.tables.projects import Project, SchemeVersion
from annotator.storage.tables.questions import Question, QuestionMention, QuestionPost, QuestionSeen, SavedReply
from annotator.storage.tables.reports import Report, ReportBasis
from annotator.storage.tables.reviews import KindVote, Review, ReviewCheck
from annotator.storage.tables.rounds import Round, RoundArticle, RoundReviewer
from annotator.storage.tables.search import SentenceWords
from annotator.storage.tables.sources import Source
from annotator.storage.tables.sourcing import ChecklistAnswer, FindingStep, PolicyVersion, SourcingSum
from annotator.storage.tables.study import StudyVersion
from annotator.storage.tables.suggestions import Suggestion, SuggestionAnswer

__all__ = [
    "Account",
    "AccountKeys",
    "Action",
    "AgreementDetail",
    "AgreementText",
    "Annotation",
    "Article",
    "ArticleText",
    "Audit",
    "Change",
    "ChecklistAnswer",
    "ClaimDoubt",
    "ClaimModel",
    "ClaimSource",
    "Cue",
    "CutProposal",
    "DecisionRow",
    "Explanation",
    "FindingStep",
    "Job",
    "KindVote",
    "LedgerFigure",
    "LedgerSource",
    "LedgerStar",
    "LedgerText",
    "Link",
    "LoginSession",
    "MeasuredClaims",
    "Membership",
    "Note",
    "OriginRow",
    "PolicyVersion",
    "Project",
    "Question",
    "QuestionMention",
    "QuestionPost",
    "QuestionSeen",
    "Report",
    "ReportBasis",
    "Review",
    "ReviewCheck",
    "Round",
    "RoundArticle",
    "RoundReviewer",
    "SavedReply",
    "SchemeVersion",
    "Segmentation",
    "SentenceRow",
    "SentenceWords",
    "Source",
    "SourcingSum",
    "StarCheck",
    "StudyVersion",
    "Suggestion",
    "SuggestionAnswer",
]
