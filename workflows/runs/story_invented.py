"""What is invented for a story: names that look invented, works, achievements, and papers of one empty page."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from models.people.words import Honorific
from models.schemes.words import WorkKind

MARK = "Mẫu"  # in every invented name: nobody takes it for a real person
FAMILIES = ("Lăng", "Khưu", "Thới", "Vưu", "Quảng", "Sầm", "Lục", "Chiêm", "Đàm", "Tạ", "Ngụy", "Y", "H'", "Điểu")
FIRST = (
    "Bích", "Chấn", "Duy", "Gia", "Hạ", "Hoài", "Khải", "Lam", "Mai", "Nhã", "Phượng", "Quý", "Sao", "Thiên", "Tuệ",
    "Uyển", "Vĩnh", "Xuân", "Yên", "Đan",
)  # fmt: skip
LAST = (
    "Ánh", "Biên", "Cang", "Diễm", "Đường", "Giao", "Hân", "Kiều", "Lĩnh", "Miên", "Ngàn", "Oanh", "Phong", "Quế",
    "Rạng", "Suối", "Thơ", "Trường", "Uy", "Vầng", "Xuyến", "Ý", "Đông", "Bình", "Chương", "Dậu", "Hiên", "Khuê",
)  # fmt: skip
POSITIONS = ("Chủ tịch", "Phó Chủ tịch", "Trưởng ban", "Phó Trưởng ban", "Chuyên viên", "Ủy viên Thường trực",
             "Người có uy tín")  # fmt: skip
WORKS = (
    (WorkKind.CONSTRUCTION, "Đường bê tông liên thôn {place}", "Bê tông hóa {count} m đường, nhân dân cùng làm",
     "Hoàn thành {count} m đường, {days} ngày công, {homes} hộ hưởng lợi"),
    (WorkKind.CONSTRUCTION, "Nhà đại đoàn kết {place}", "Xây {few} căn nhà cho hộ nghèo",
     "Bàn giao {few} căn nhà, vận động {money} triệu đồng"),
    (WorkKind.PROJECT, "Thắp sáng đường quê {place}", "Lắp {count} bóng đèn trên trục đường chính",
     "Đã lắp {count} bóng đèn, {homes} hộ đóng góp"),
    (WorkKind.TASK, "Ngày Chủ nhật xanh {place}", "Ra quân {few} đợt dọn vệ sinh, trồng cây",
     "Ra quân {few} đợt, trồng {count} cây, {days} ngày công"),
    (WorkKind.MODEL, "Khu dân cư tự quản {place}", "Lập {few} tổ tự quản về an ninh, môi trường",
     "{few} tổ tự quản hoạt động đều, {homes} hộ tham gia"),
    (WorkKind.MODEL, "Hũ gạo tình thương {place}", "Mỗi hộ góp gạo hằng tháng giúp hộ khó khăn",
     "{homes} hộ tham gia, giúp {few} hộ mỗi tháng"),
)  # fmt: skip
COLLECTIVE_DEEDS = (
    "Vận động {homes} hộ góp {days} ngày công và {money} triệu đồng làm {count} m đường; xây {few} căn nhà.",
    "Hoàn thành {few} công trình chào mừng Đại hội; {homes} hộ đạt danh hiệu gia đình văn hóa; giám sát {few} cuộc.",
    "Tổ chức {few} hội nghị Nhân dân; duy trì {few} mô hình tự quản với {homes} hộ tham gia; trồng {count} cây xanh.",
)
PERSONAL_DEEDS = (
    "Trực tiếp vận động {homes} hộ hiến đất, góp {days} ngày công; hòa giải thành {few} vụ việc ở khu dân cư.",
    "Sáng kiến mô hình tự quản được {few} thôn áp dụng; vận động {money} triệu đồng cho Quỹ Vì người nghèo.",
    "Bám sát cơ sở, giúp {few} hộ thoát nghèo; tham gia {days} ngày công làm đường và nhà đại đoàn kết.",
)


@dataclass
class Inventor:
    """Invents names, each once, and texts; the same chance gives the same."""

    random: Random
    _names: set[str] = field(default_factory=set)
    _count: int = 0

    def name(self) -> str:
        """A name that nobody in the story has yet, with the mark in it."""
        while True:
            family, first, last = (self.random.choice(words) for words in (FAMILIES, FIRST, LAST))
            name = f"{family} {MARK} {last}" if self.random.random() < 0.3 else f"{family} {MARK} {first} {last}"
            if name not in self._names:
                self._names.add(name)
                return name

    def honorific(self) -> Honorific:
        return self.random.choice((Honorific.MR, Honorific.MS))

    def born(self) -> str:
        """A birth as people write it: a day, or only the year."""
        year = self.random.randrange(1955, 1998)
        if self.random.random() < 0.2:
            return str(year)
        return f"{self.random.randrange(1, 29)}/{self.random.randrange(1, 13)}/{year}"

    def position(self) -> str:
        return self.random.choice(POSITIONS)

    def work(self, place: str) -> tuple[WorkKind, str, str, str]:
        """Kind, title, plan and result of a work at `place`."""
        kind, title, plan, result = self.random.choice(WORKS)
        figures = self._figures() | {"place": place}
        return kind, title.format(**figures), plan.format(**figures), result.format(**figures)

    def deed(self, *, person: bool) -> str:
        """The summary of an achievement for the roster."""
        return self.random.choice(PERSONAL_DEEDS if person else COLLECTIVE_DEEDS).format(**self._figures())

    def number(self) -> int:
        """A running number, so that no two papers are the same bytes."""
        self._count += 1
        return self._count

    def _figures(self) -> dict[str, int]:
        rolled = self.random.randrange
        return {"count": rolled(120, 1900, 10), "days": rolled(60, 900), "homes": rolled(18, 260),
                "money": rolled(25, 480, 5), "few": rolled(2, 9)}  # fmt: skip


def pdf(title: str) -> bytes:
    """A whole PDF of one empty page that bears `title`; different titles give different bytes."""
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
        b"<< /Title <feff" + title.encode("utf-16-be").hex().encode() + b"> >>",
    )
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R /Info 4 0 R >>\n" % (len(objects) + 1)
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % table)
