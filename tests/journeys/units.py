"""What the units do: a work, lines from below, the district's dossier, handing in and completing."""

from __future__ import annotations

from tests.factories.files import docx, pdf
from tests.journeys.visitor import Visitor, Walk

SUMMARY = "Vận động 62 hộ góp 214 ngày công, xây 3 căn nhà đại đoàn kết."
SINCERE, DILIGENT, PATIENT = "Nguyễn Mẫu Chân Thành", "Trần Thị Mẫu Cần", "Lê Văn Mẫu Kiên"
NEARBY, TOO_NEW = "Phạm Mẫu Gần Dân", "Hoàng Mẫu Mới Về"
PARTS = (
    ("attach_unit_minutes", "bien-ban.pdf", pdf("Biên bản họp")),
    ("attach_achievement_reports", "bao-cao.docx", docx()),
    ("prepare_summary_roster", "", b""),
    ("attach_proposal_letter", "to-trinh.pdf", pdf("Tờ trình")),
)


def a_work_of_the_commune(walk: Walk) -> None:
    """The commune registers a work, the district approves it and accepts its completion."""
    commune, district = walk.as_("officer_commune_1"), walk.as_("officer_cu_jut")
    commune.go("/works/new")
    commune.look("new-work")
    commune.choose(kind="construction")
    commune.send(refused=True)
    commune.look("new-work: refused")
    commune.fill(title="Đường hoa nông thôn Thôn mẫu 01", plan="500 m, 120 ngày công", finish_on="30/6/2024")
    commune.send()
    commune.look("work")
    work = commune.path
    for who, step, answers in ((district, "approve", "approved"), (commune, "complete", ""),
                               (district, "accept", "accepted")):  # fmt: skip
        who.follow(work)
        who.look(f"task-work: {step}")
        if answers:
            who.choose(outcome=answers)
        else:
            who.fill(result="Dài 520 m, 61 hộ cùng làm", completed_on="15/6/2024")
        who.send()
    commune.go("/works")
    commune.look("works")
    assert "Đường hoa nông thôn" in commune.text


def nominee(visitor: Visitor, name: str, organization: str, *, kind: str = "individual") -> None:
    """Fill in the form of one nominee."""
    visitor.choose(kind=kind, organization=organization)
    if kind == "individual":
        visitor.choose(honorific="mr")
        visitor.fill(name=name, born="12/4/1964", position="Trưởng ban")
    visitor.fill(summary=SUMMARY)


def start(officer: Visitor, award: str) -> str:
    """A new dossier for the award; its address."""
    officer.go("/dossiers")
    officer.look("dossiers-empty")
    officer.go("/dossiers/new")
    officer.look("new-dossier")
    officer.send(refused=True)
    officer.choose(award=award)
    officer.send()
    return officer.path


def names_one_by_one_and_from_a_table(walk: Walk, dossier: str) -> None:
    """One person by the form; three more as a spreadsheet gives them, the first time with a mistake in a row."""
    officer = walk.as_("officer_cu_jut")
    officer.go(f"{dossier}/nominations/new")
    officer.look("nominee-form")
    officer.choose(kind="individual")
    officer.send(refused=True)
    officer.look("nominee-form: refused")
    nominee(officer, SINCERE, walk.town.bodies["cu_jut"])
    officer.send()
    assert SINCERE in officer.text
    rows = [("Cá nhân", "Bà", DILIGENT, "1970", "Phó Chủ tịch", "", SUMMARY),
            ("Cá nhân", "Ông", PATIENT, "2/9/1968", "Ủy viên", "Một nơi không có", SUMMARY),
            ("Cá nhân", "Ông", TOO_NEW, "1990", "Cán bộ", "", SUMMARY),
            ("Tập thể", "", "", "", "", "", SUMMARY)]  # fmt: skip
    officer.go(f"{dossier}/paste")
    officer.look("paste")
    officer.fill(text="\n".join("\t".join(row) for row in rows))
    officer.send(refused=True)
    officer.look("paste: refused")
    assert "Một nơi không có" in officer.page.input_value("#text"), "the typed text is kept"
    officer.fill(text="\n".join("\t".join(row) for row in rows).replace("Một nơi không có", ""))
    officer.send()
    assert all(name in officer.text for name in (DILIGENT, PATIENT, TOO_NEW))
    officer.link("/change")
    officer.look("nominee-form: change")


def lines_from_below(walk: Walk, dossier: str) -> None:
    """The commune and a district-level body each write a line; the district takes one in and declines the other."""
    commune, member = walk.as_("officer_commune_1"), walk.as_("officer_district_member")
    commune.follow("/lines")
    commune.look("nominee-form: line")
    nominee(commune, NEARBY, walk.town.bodies["commune_1"])
    commune.send()
    commune.look("lines")
    member.follow("/lines")
    nominee(member, "", walk.town.bodies["district_member"], kind="collective")
    member.send()
    officer = walk.as_("officer_cu_jut")
    officer.go(dossier)
    officer.look("dossier: draft")
    member_body = walk.town.bodies["district_member"]
    for act, name, words in (("include", NEARBY, ""), ("decline", member_body, "Chưa đủ hồ sơ")):
        officer.press(officer.page.locator(f"section:has(#proposed) li:has-text({name!r}) a[href$='/{act}']"))
        officer.look(f"ask: {act}")
        if words:
            officer.fill(reason=words)
        officer.send()
    member.go("/lines")
    assert "Chưa đủ hồ sơ" in member.text
    commune.go("/lines")
    commune.link("/nominations/")
    commune.look("nomination: own line")
    assert DILIGENT not in commune.text, "a commune sees its own line only"


def papers(officer: Visitor, dossier: str) -> None:
    """The four parts as steps by name; a file that is not what its name says is refused."""
    for step, name, content in PARTS:
        officer.follow(dossier)
        officer.look(f"task-attach: {step}")
        if name == "bien-ban.pdf" and officer.who == "officer_cu_jut":
            officer.attach(name, b"no PDF at all")
            officer.send(refused=True)
            officer.look("task-attach: refused")
        if name:
            officer.attach(name, content)
        officer.send()
    officer.go(dossier)
    officer.look("dossier: prepared")
    officer.go(f"{dossier}/roster")
    officer.look("roster")


def handed_in(head: Visitor, *, again: bool = False) -> None:
    """The head reads the dossier and submits it."""
    head.go("/")
    head.look("home: head")
    head.follow()
    head.look("task-submit: again" if again else "task-submit")
    head.choose(outcome="submitted")
    head.send()
    head.look("dossier: resubmitted" if again else "dossier: submitted")


def completed(walk: Walk, dossier: str) -> None:
    """The unit reads what is missing, replaces the letter and gives the dossier back to its head."""
    officer = walk.as_("officer_cu_jut")
    officer.go("/")
    officer.look("home: returned")
    officer.go(dossier)
    officer.look("dossier: returned")
    officer.go(f"{dossier}/parts/proposal_letter")
    officer.look("part-form")
    officer.attach("to-trinh-2.pdf", pdf("Tờ trình đã sửa"))
    officer.send()
    officer.follow(dossier)
    officer.look("task-supplement")
    officer.send()
