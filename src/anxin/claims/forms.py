"""The wording of the application form that the product fills in (申请表)."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as lazy

CONSENT_KEY: Final = "medical_data"
"""Which consent text a claim needs: medical data are sensitive, so it is a separate one."""

WISH_MEDICAL: Final = lazy("申请医疗费用待遇")
WISH_ASSESSMENT: Final = lazy("申请劳动能力鉴定")

STATEMENTS: Final = (
    lazy("以上内容由本人核对，真实、完整。"),
    lazy("本次受伤不是因为故意犯罪、醉酒或者吸毒、自残或者自杀。"),
    lazy("提交的票据没有在别处报销过，也不会再到别处报销。"),
    lazy("知道虚假申请要退回款项并承担法律责任。"),
)
"""What the worker declares by signing."""
