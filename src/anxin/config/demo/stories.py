"""The accidents of the demo city. Every name, place and hospital is invented."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from anxin.claims.types import What


class Ending(StrEnum):
    """How far a story has come."""

    REPORTED = "reported"
    DISPUTED = "disputed"
    COLLECTING = "collecting"
    REVIEWING = "reviewing"
    SECOND_REVIEW = "second_review"
    REFUSED = "refused"
    OBJECTED = "objected"
    OBJECTED_LATE = "objected_late"
    KEPT = "kept"
    ORDINARY = "ordinary"
    APPROVED = "approved"
    PAID = "paid"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Charge:
    """One line of a receipt; the amount in fen."""

    name: str
    fen: int
    category: str = "检查费"


@dataclass(frozen=True, slots=True)
class Demo:
    """One accident.

    Args:
        worker: which demo worker, from 1.
        workdays_ago: on which working day before today it happened.
        hour: wall-clock hour of the accident.
        parts: regions of the body the diagnosis names.
        on_order: whether the platform tells of an order at the moment of the accident.
    """

    worker: int
    workdays_ago: int
    hour: int
    what: What
    place: str
    narrative: str
    diagnosis: str
    icd: str
    parts: tuple[str, ...]
    side: str
    charges: tuple[Charge, ...]
    ending: Ending
    hospital: str = "示范医院（演示）"
    on_order: bool = True


_VISIT: Final = Charge("急诊诊察费", 4200, "诊察费")
_FILM: Final = Charge("数字化摄影（胸部正侧位）", 16000)
_ANKLE_FILM: Final = Charge("数字化摄影（踝关节）", 9800)
_DRESSING: Final = Charge("清创缝合", 12600, "治疗费")
_PILLS: Final = Charge("布洛芬缓释胶囊", 2600, "西药费")
_VITAMINS: Final = Charge("复合维生素片", 3820, "西药费")
_UNLISTED: Final = Charge("冷光照射（演示未收录）", 8800, "治疗费")

RIB: Final = ("第6肋骨不全骨折", "S22.300", ("thorax",), "未注明")
ANKLE: Final = ("左踝关节扭伤", "S93.400", ("ankle_foot",), "左")
KNEE: Final = ("右膝软组织挫伤", "S80.000", ("knee_leg",), "右")
HEAD: Final = ("头皮裂伤", "S01.000", ("head",), "未注明")
HAND: Final = ("左手挫伤", "S60.200", ("wrist_hand",), "左")


def _demo(
    worker: int,
    days: int,
    hour: int,
    injury: tuple[str, str, tuple[str, ...], str],
    charges: tuple[Charge, ...],
    ending: Ending,
    *,
    what: What = What.FALL,
    place: str = "试东区示范路 12 号院门口",
    narrative: str = "送餐途中避让积水，车轮打滑摔倒。",
    on_order: bool = True,
) -> Demo:
    diagnosis, icd, parts, side = injury
    return Demo(
        worker,
        days,
        hour,
        what,
        place,
        narrative,
        diagnosis,
        icd,
        parts,
        side,
        charges,
        ending,
        on_order=on_order,
    )


STORIES: Final = (
    _demo(5, 49, 10, KNEE, (_VISIT,), Ending.OBJECTED_LATE, narrative="等单的时候去买水，路上摔倒。", on_order=False),
    _demo(2, 18, 11, RIB, (_VISIT, _FILM, _PILLS), Ending.PAID),
    _demo(3, 16, 18, ANKLE, (_VISIT, _ANKLE_FILM), Ending.PAID, what=What.COLLISION, place="试西区样板街路口"),
    _demo(4, 14, 12, HEAD, (_VISIT, _DRESSING), Ending.PAID, place="试东区编造里 3 号楼下"),
    _demo(8, 13, 8, HAND, (_VISIT, _VITAMINS), Ending.KEPT, place="试西区示例市场北口"),
    _demo(5, 12, 19, HAND, (_VISIT, _VITAMINS), Ending.REFUSED, narrative="下车取餐时手被车门夹伤。"),
    _demo(6, 11, 10, KNEE, (_VISIT, _UNLISTED), Ending.OBJECTED, place="试西区虚构大厦南门"),
    _demo(7, 9, 20, RIB, (_VISIT, _FILM), Ending.ORDINARY, narrative="与货车剐蹭，医生建议观察是否住院。"),
    _demo(8, 8, 13, ANKLE, (_VISIT, _ANKLE_FILM, _PILLS), Ending.PAID, place="试东区样板小区 5 号楼楼梯"),
    _demo(3, 6, 17, KNEE, (_VISIT, _VITAMINS, _PILLS), Ending.SECOND_REVIEW),
    _demo(4, 5, 12, ANKLE, (_VISIT, _ANKLE_FILM, _UNLISTED), Ending.REVIEWING, place="试西区示例市场东口"),
    _demo(5, 4, 9, KNEE, (), Ending.WITHDRAWN, narrative="轻微擦伤，已自行处理。"),
    _demo(6, 3, 18, HEAD, (_VISIT, _DRESSING), Ending.DISPUTED, what=What.COLLISION),
    _demo(7, 2, 15, HAND, (_VISIT,), Ending.COLLECTING),
    _demo(2, 1, 11, ANKLE, (_VISIT, _ANKLE_FILM), Ending.APPROVED, place="试东区示范路与样板街交叉口"),
    _demo(8, 1, 16, KNEE, (), Ending.REPORTED, place="试西区编造桥下"),
)
