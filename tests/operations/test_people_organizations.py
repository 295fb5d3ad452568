"""Organisations from a table: all or nothing, with the rows that are wrong; their end and their successor."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import openpyxl
import pytest
from sqlalchemy import func, select

from models.base.finding import RuleBroken
from models.base.session import Database, unit_of_work
from models.people.organizations import Organization, by_code, root, within
from models.people.permissions import SYSTEM
from models.people.words import OrganizationKind
from tests.factories.people import province
from tests.operations.test_people import NOW, act, refused
from workflows import steps
from workflows.machines.tables import read_file, read_text
from workflows.people.organizations import SHIPPED

HEADING = ["code", "name", "kind", "parent", "valid_from", "valid_to", "successor"]


def bring(database: Database, rows: list[list[str]], key: str = "k") -> dict[str, Any]:
    with unit_of_work(database) as session:
        return dict(steps.act(session, SYSTEM, NOW, "import_organizations", None, {"rows": rows}, key=key).result)


def count(database: Database) -> int:
    with unit_of_work(database, writing=False) as session:
        return session.scalar(select(func.count()).select_from(Organization)) or 0


def wrong_rows(database: Database, rows: list[list[str]]) -> set[tuple[int | None, str]]:
    before = count(database)
    with pytest.raises(RuleBroken) as caught:
        bring(database, [HEADING, *rows], key="wrong")
    assert count(database) == before
    return {(finding.row, finding.code) for finding in caught.value.findings}  # the heading is row 1


def test_the_organisations_of_plan_286_come_as_a_tree(database: Database) -> None:
    rows = read_file(SHIPPED.read_bytes(), SHIPPED.name)
    result = bring(database, rows)
    assert result["added"] == len(rows) - 2 and result["changed"] == 0  # the heading, and the committee, which is there
    with unit_of_work(database, writing=False) as session:
        top = root(session)
        assert top is not None and top.name == "Ủy ban MTTQ Việt Nam tỉnh Đắk Nông"
        districts = session.scalars(
            select(Organization).where(Organization.kind == OrganizationKind.DISTRICT_COMMITTEE)
        ).all()
        assert len(districts) == 8
        for district in districts:
            assert district.alive_on(date(2025, 6, 30)) and not district.alive_on(date(2025, 7, 1))
            assert district.carrier_on(date(2025, 7, 1)) is top
            below = session.scalars(select(Organization).where(within(district))).all()
            assert {body.kind for body in below} == {
                OrganizationKind.DISTRICT_COMMITTEE, OrganizationKind.DISTRICT_MEMBER_ORG,
                OrganizationKind.COMMUNE_COMMITTEE, OrganizationKind.FRONT_WORK_COMMITTEE,
            }  # fmt: skip
            assert all(body.path.startswith(district.path) for body in below)
    again = bring(database, rows, key="again")
    assert again == {"added": 0, "changed": 0, "same": len(rows) - 1}


def test_one_wrong_row_stops_the_whole_table(database: Database) -> None:
    top = "ubmttq-tinh"
    assert wrong_rows(database, [
        ["ban-a", "Ban A", "provincial_board", top],
        ["ban a!", "Ban B", "provincial_board", top],
        ["ban-c", "", "provincial_board", top],
        ["ban-d", "Ban D", "ministry", top],
        ["ban-e", "Ban E", "provincial_board", top, "31/02/2024"],
        ["ban-f", "Ban F", "provincial_board", top, "01/07/2025", "30/06/2025"],
        ["ban-g", "Ban G", "provincial_board", "nowhere"],
        ["ban-h", "Ban H", "provincial_board", ""],
        ["ban-i", "Ban I", "front_work_committee", top],
        ["ban-j", "Ban J", "provincial_board", top, "", "", "ban-z"],
        ["ban-a", "Ban K", "provincial_board", top],
        ["ban-l", "BAN  a", "provincial_board", top],
        ["ban-m", "Bаn A", "provincial_board", top],  # a Cyrillic а
        ["tinh-2", "Tỉnh khác", "provincial_committee", ""],
    ]) == {
        (3, "code"), (4, "name"), (5, "kind"), (6, "day"), (7, "ends_before_start"), (8, "parent_unknown"),
        (9, "parent_missing"), (9, "second_top"), (10, "parent_kind"), (11, "successor"), (12, "code_twice"),
        (13, "name_taken"), (14, "name_taken"), (15, "second_top"),
    }  # fmt: skip


def test_an_existing_organisation_is_changed_but_not_moved(database: Database) -> None:
    top = "ubmttq-tinh"
    base = [
        ["ban-a", "Ban A", "provincial_board", top],
        ["h-1", "Huyện 1", "district_committee", top],
        ["h-2", "Huyện 2", "district_committee", top],
        ["x-1", "Xã 1", "commune_committee", "h-1"],
    ]
    bring(database, [HEADING, *base])
    assert wrong_rows(database, [["x-1", "Xã 1", "commune_committee", "h-2"]]) == {(2, "moved")}
    result = bring(
        database, [HEADING, ["h-1", "Huyện Một", "district_committee", top, "", "30/06/2025", "h-2"]], key="2"
    )
    assert result == {"added": 0, "changed": 1, "same": 0}
    with unit_of_work(database, writing=False) as session:
        changed = by_code(session, "h-1")
        assert changed is not None and changed.successor is not None
        assert (changed.name, changed.search_key, changed.successor.code) == ("Huyện Một", "huyen mot", "h-2")


def test_tables_come_as_pasted_text_csv_or_spreadsheet(database: Database) -> None:
    headed = "Mã\tTên\tLoại\tMã cấp trên\tĐến ngày\nban-a\tBan A\tban, phòng\tubmttq-tinh\t30/06/2025"
    semicolons = "\N{ZERO WIDTH NO-BREAK SPACE}code;name;kind;parent\nban-b;Ban B;provincial_board;ubmttq-tinh\n;;;\n"
    assert read_text(headed)[1] == ["ban-a", "Ban A", "ban, phòng", "ubmttq-tinh", "30/06/2025"]
    assert read_text(semicolons)[1] == ["ban-b", "Ban B", "provincial_board", "ubmttq-tinh"]
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(HEADING)
    sheet.append(["ban-c", "Ban C", "provincial_board", "ubmttq-tinh", date(2020, 1, 1), None, None])
    content = io.BytesIO()
    book.save(content)
    rows = read_file(content.getvalue(), "a.xlsx")
    assert rows[1][:6] == ["ban-c", "Ban C", "provincial_board", "ubmttq-tinh", "2020-01-01", ""]
    bring(database, rows)
    with unit_of_work(database, writing=False) as session:
        body = by_code(session, "ban-c")
        assert body is not None and body.valid_from == date(2020, 1, 1)


@pytest.mark.parametrize("content", [b"PK\x03\x04broken", b"\xff\xfe\x00\x01", b"%PDF-1.7"])
def test_what_is_no_table_is_refused_in_words(content: bytes) -> None:
    try:
        rows = read_file(content, "a.xlsx")
    except RuleBroken as refusal:
        assert refusal.findings[0].message
    else:
        from models.people.rules_import import plan_import

        assert plan_import(rows, {}).findings


def test_an_empty_and_an_endless_table(database: Database) -> None:
    with pytest.raises(RuleBroken):
        bring(database, [])
    assert wrong_rows(database, []) == {(None, "table_empty")}
    assert wrong_rows(database, [["a", "b", "c"]] * 5001) == {(None, "table_long")}


def test_an_organisation_ends_with_a_day_a_successor_and_a_reason(database: Database) -> None:
    with unit_of_work(database) as session:
        made = province(session, NOW)
        answers = {"valid_to": date(2024, 6, 30), "successor": made.women.public_id, "reason": "merged"}
        assert refused(made, "end_organization", made.farmers, {**answers, "reason": ""}) == {"reason_missing"}
        assert refused(made, "end_organization", made.root, answers, key="r") == {"top"}
        own = {**answers, "successor": made.farmers.public_id}
        assert refused(made, "end_organization", made.farmers, own, key="o") == {"own_successor"}
        act(made, "end_organization", made.farmers, answers, key="end")
        assert made.farmers.carrier_on(date(2024, 7, 1)) is made.women
