"""No number of the law stands in the code: it stands in ``rules/``, with its article and how sure we are of it.

This finds numbers above one that are given to, or compared with, something whose name sounds like law: days, limits,
caps, rates, shares. Technical limits are settings.
"""

import ast
import re
from collections.abc import Iterator

from tests.shape.sources import PRODUCT, name_of, saying, tree

LEGAL_WORDS = (
    r"(deadline|statutory|legal|cap|ceiling|rate|ratio|premium|subsidy|allowance|wage_base|threshold|"
    r"workdays?|working_days?|grace|retention|limit_days|days_max|months_max|years_max|amount_max|fen_max|max_fen)"
)
SOUNDS_LIKE_LAW = re.compile(rf"(^|_){LEGAL_WORDS}(_|$)", re.IGNORECASE)
TECHNICAL = {PRODUCT / "config" / "settings.py"}
SMALL = {0, 1, -1}
NOT_LAW = {
    "src/anxin/kit/money.py FEN_MAX": "the largest amount that is believed; guards against a slip of the keyboard",
    "src/anxin/funds/iso/xml.py _FEN_MAX": "the largest number an ISO 20022 amount may hold",
    "src/anxin/funds/bankdays.py _SEARCH_DAYS_MAX": "a stop for a search through the calendar",
    "src/anxin/wages/blacklist/casetypes.py warn_workdays": "how long before a limit people are reminded",
    "src/anxin/web/staff/claims.py RATE_DAYS": "the period a figure on a page looks back",
    "src/anxin/wages/casetypes.py warn_workdays": "how early officers are warned of a limit; a service setting",
    "src/anxin/web/staff/supervise.py DAYS_MAX": "the longest period a page shows at once",
}


def suspects(module: ast.Module) -> Iterator[tuple[int, str]]:
    """Places where a number meets such a name: line and words."""
    for node in ast.walk(module):
        for name, value in _pairs(node):
            if SOUNDS_LIKE_LAW.search(name) and _number(value):
                yield value.lineno, f"{name} = {ast.unparse(value)}"


def _pairs(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(node, ast.Assign):
        yield from ((_name(target), node.value) for target in node.targets)
    elif isinstance(node, ast.AnnAssign) and node.value is not None:
        yield _name(node.target), node.value
    elif isinstance(node, ast.keyword) and node.arg:
        yield node.arg, node.value
    elif isinstance(node, ast.Compare):
        sides = [node.left, *node.comparators]
        yield from ((_name(left), right) for left in sides for right in sides if left is not right)


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _number(node: ast.expr) -> bool:
    if isinstance(node, ast.Call) and node.args and _name(node.func) in {"Decimal", "timedelta", "int"}:
        return any(_number(each) for each in node.args)
    if isinstance(node, ast.BinOp):
        return _number(node.left) and _number(node.right)
    return isinstance(node, ast.Constant) and type(node.value) in {int, float} and node.value not in SMALL


def test_no_number_of_the_law_is_in_the_code() -> None:
    found = {
        f"{name_of(path)} {words.partition(' = ')[0]}": f"line {line}: {words}"
        for path in saying(rf"(\b|_){LEGAL_WORDS}(_|\b)")
        if path not in TECHNICAL
        for line, words in suspects(tree(path))
    }

    assert {place: words for place, words in found.items() if place not in NOT_LAW} == {}
    assert sorted(set(NOT_LAW) - set(found)) == [], "no longer there: take it off the list"


def test_the_search_finds_planted_numbers() -> None:
    planted = ast.parse("CAP_FEN = 500000\nif workdays_left <= 3:\n    remind(grace_days=timedelta(5))\n")

    assert [words for _, words in sorted(suspects(planted))] == [
        "CAP_FEN = 500000",
        "workdays_left = 3",
        "grace_days = timedelta(5)",
    ]
