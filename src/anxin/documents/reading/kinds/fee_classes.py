"""The classes of fees that receipts print (财综〔2012〕73号 and the habits of provinces)."""

from __future__ import annotations

from typing import Final

FEE_CLASSES: Final = (
    "诊察费",
    "诊查费",
    "检查费",
    "化验费",
    "治疗费",
    "手术费",
    "卫生材料费",
    "材料费",
    "西药费",
    "中药饮片",
    "中成药费",
    "中药饮片费",
    "中成药",
    "西药",
    "一般诊疗费",
    "挂号费",
    "床位费",
    "护理费",
    "输血费",
    "麻醉费",
    "放射费",
    "医事服务费",
    "其他门急诊收费",
    "其他住院收费",
    "其他门(急)诊收费",
    "其他费",
    "其他费用",
    "药事服务费",
)


def is_class(name: str) -> bool:
    """Does a text name a class of fees?"""
    return class_of(name) is not None


def class_of(name: str) -> str | None:
    """The fee class a text names, one misread letter allowed in the longer ones."""
    bare = name.rstrip(":：")
    if bare in FEE_CLASSES:
        return bare
    near = [one for one in FEE_CLASSES if len(one) == len(bare) >= 4 and _one_letter_apart(one, bare)]
    return near[0] if len(near) == 1 else None


def _one_letter_apart(one: str, other: str) -> bool:
    return sum(a != b for a, b in zip(one, other, strict=True)) == 1
