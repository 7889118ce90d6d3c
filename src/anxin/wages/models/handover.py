"""Handing a case over to the police."""

from django.db import models

from anxin.kit.fields import SealedTextField
from anxin.wages.models.case import WageCase


class Handover(models.Model):
    """A suspected refusal to pay (涉嫌拒不支付劳动报酬移送): a case of its own, hanging on the wage case.

    ``standard`` is what the dated thresholds said on the day it was proposed.
    """

    case = models.OneToOneField("cases.Case", models.PROTECT, primary_key=True, related_name="+")
    number = models.CharField("移送编号", max_length=40, unique=True)
    wage = models.ForeignKey(WageCase, models.PROTECT, related_name="handovers")
    standard = models.JSONField("入罪标准核对")
    proposed_by = models.UUIDField("提出人")
    fled = models.BooleanField("视为逃匿", default=False)
    fled_why = SealedTextField("逃匿情况", purpose="wages.fled", blank=True)
    police_name = models.CharField("接收机关", max_length=100, blank=True)
    outcome_number = models.CharField("对方文号", max_length=60, blank=True)
    package_paper = models.UUIDField("移送材料包", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "涉嫌犯罪移送"

    def __str__(self) -> str:
        return self.number
