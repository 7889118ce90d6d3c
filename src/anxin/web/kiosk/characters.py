"""Characters by their pinyin: the 3,755 common ones of GB/T 2312, surnames first."""

from __future__ import annotations

from functools import lru_cache
from itertools import product
from typing import Final

_SURNAMES: Final = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛"
    "邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐沿梅莫庄辛管祝左涂谷祁时舒耿牟卜路"
    "詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边净阴闫佟仇区"
)
_FIRST_ROW, _LAST_ROW = 0xB0, 0xD7
_FIRST_CELL, _LAST_CELL = 0xA1, 0xFE
_PAIRS: Final = product(range(_FIRST_ROW, _LAST_ROW + 1), range(_FIRST_CELL, _LAST_CELL + 1))


@lru_cache(maxsize=1)
def by_pinyin() -> dict[str, str]:
    """``{"zhao": "赵照招…"}``. Characters with several readings stand under each; ü is written v."""
    from pypinyin import Style, pinyin  # its dictionaries cost every start of a process a third of a second

    found: dict[str, list[str]] = {}
    for character in dict.fromkeys([*_SURNAMES, *_common()]):
        for reading in pinyin(character, style=Style.NORMAL, heteronym=True)[0]:
            found.setdefault(reading.replace("ü", "v"), []).append(character)
    return {reading: "".join(characters) for reading, characters in sorted(found.items())}


def _common() -> list[str]:
    pairs = (bytes(pair) for pair in _PAIRS)
    return [character for pair in pairs if (character := pair.decode("gb2312", "ignore"))]
