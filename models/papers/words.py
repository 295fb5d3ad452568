"""Kinds of dossier parts, number books and letters."""

from enum import StrEnum

from models.base.language import N_


class PartKind(StrEnum):
    UNIT_MINUTES = "unit_minutes"
    ACHIEVEMENT_REPORT = "achievement_report"
    SUMMARY_ROSTER = "summary_roster"
    PROPOSAL_LETTER = "proposal_letter"


class BookKind(StrEnum):
    DOSSIER = "dossier"
    RECEIPT = "receipt"
    DECISION = "decision"
    PROPOSAL = "proposal"


class FileType(StrEnum):
    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"


MAX_FILE_BYTES = 20 * 1024 * 1024

LABELS: dict[StrEnum, str] = {
    PartKind.UNIT_MINUTES: N_("minutes of the unit's council"),
    PartKind.ACHIEVEMENT_REPORT: N_("achievement report"),
    PartKind.SUMMARY_ROSTER: N_("summary roster"),
    PartKind.PROPOSAL_LETTER: N_("proposal letter"),
    BookKind.DOSSIER: N_("book of dossier codes"),
    BookKind.RECEIPT: N_("book of receipts"),
    BookKind.DECISION: N_("book of decisions"),
    BookKind.PROPOSAL: N_("book of proposals"),
}
