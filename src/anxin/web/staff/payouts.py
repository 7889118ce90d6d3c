"""The payment desk: today's run, batches to sign, what the bank says, what needs a person, the books."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from anxin.funds import selectors
from anxin.funds.banks.simulated import FAULT_NAMES, Fault, FaultKind, SimulatedBank
from anxin.funds.rights import DESK_ROLES, FILE_ROLES, VIEW_ROLES
from anxin.funds.services import (
    answers_import,
    batch_cancel,
    batch_check,
    batch_release,
    correction_confirm,
    correction_propose,
    correction_withdraw,
    payment_day,
    payout_run,
    payouts_freeze,
    payouts_thaw,
    problem_settle,
    reconcile,
    verdict_confirm,
    verdict_propose,
)
from anxin.funds.views import PayoutView
from anxin.identity.types import Role
from anxin.kit import clock
from anxin.kit.errors import NotFound
from anxin.kit.ids import uuid_in
from anxin.kit.money import parse_yuan, yuan, yuan_sign
from anxin.web.staff.files import xlsx
from anxin.web.ui.forms import refusals_said
from anxin.web.ui.retelling import retold
from anxin.web.ui.routes import actor_of, page, staff
from anxin.web.ui.sessions import fresh_factor

ITEMS_A_PAGE = 100
TRANSFERS_A_PAGE = 50
HOLDER_ROLES = (*DESK_ROLES, Role.BUREAU_LEAD, Role.AUDITOR)
BANK_SIDE_ROLES = (*DESK_ROLES, Role.AUDITOR, Role.BANK_CLERK)


class ReasonForm(forms.Form):
    """Why something is done: every irregular step carries its reason."""

    reason = forms.CharField(label=gettext_lazy("原因"), max_length=400, strip=True)


class CorrectionForm(ReasonForm):
    """Where a line in suspense belongs."""

    end_to_end_id = forms.CharField(label=gettext_lazy("付款的端到端标识"), max_length=35, required=False)
    account = forms.ChoiceField(
        label=gettext_lazy("或记入科目"),
        choices=[("", "—"), ("expense", gettext_lazy("待遇支出（手续费等）")), ("capital", gettext_lazy("基金拨入"))],
        required=False,
    )


class BankFileForm(forms.Form):
    """A file the bank gave to a person."""

    file = forms.FileField(label=gettext_lazy("银行文件（pain.002 或 camt.053）"))


class FaultForm(forms.Form):
    """How the simulated bank is to misbehave."""

    kind = forms.ChoiceField(
        label=gettext_lazy("故障"), choices=[(kind.value, FAULT_NAMES[kind]) for kind in FaultKind]
    )
    payee = forms.CharField(
        label=gettext_lazy("只对这位收款人"),
        max_length=50,
        required=False,
        help_text=gettext_lazy("写完整的户名；不写就是每一笔付款"),
    )
    days = forms.IntegerField(label=gettext_lazy("几天"), min_value=0, max_value=60, initial=1)
    times = forms.IntegerField(label=gettext_lazy("几次（0 为一直）"), min_value=0, max_value=99, initial=1)


def show(request: HttpRequest, name: str, tab: str, **context: Any) -> HttpResponse:
    """A page of the desk with its tabs, as far as the actor may open them."""
    actor = actor_of(request)
    tabs = {
        "tab": tab,
        "desk_open": actor.has(*VIEW_ROLES),
        "simulator_open": _simulated() and actor.has(*BANK_SIDE_ROLES),
    }
    return render(request, f"staff/payouts/{name}.html", tabs | context)


# --- today -------------------------------------------------------------------------------------------------


@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """Today's run: what is ready, which band, who must sign, whether the books are whole."""
    actor = actor_of(request)
    return show(
        request,
        "desk",
        "payouts",
        desk=selectors.desk(actor, at=clock.now()),
        batches=selectors.batches(actor, limit=20),
        may_freeze=actor.has(*HOLDER_ROLES),
    )


@require_GET
def ready(request: HttpRequest) -> HttpResponse:
    """What waits for the next run; ``?xlsx`` gives the same rows as Excel."""
    rows = selectors.payouts_ready(actor_of(request))
    if "xlsx" in request.GET:
        return payouts_xlsx(_("待付款"), rows)
    desk_now = selectors.desk(actor_of(request), at=clock.now())
    return show(request, "ready", "payouts", rows=rows, limit=selectors.LIST_MAX, desk=desk_now)


@require_POST
def run(request: HttpRequest) -> HttpResponse:
    """Build a batch now."""
    with refusals_said(request):
        batch = payout_run(actor=actor_of(request), at=clock.now())
        if batch is not None:
            messages.success(request, _("批次 %(number)s 已制单，等同事复核。") % {"number": batch.number})
            return redirect("payout-batch", batch.id)
        messages.info(request, selectors.nothing_payable(actor_of(request), at=clock.now()))
    return redirect("payouts")


@require_POST
def freeze(request: HttpRequest) -> HttpResponse:
    """Stop all payments of the fund."""
    with refusals_said(request):
        payouts_freeze(fund="injury", why=request.POST.get("reason", ""), actor=actor_of(request), at=clock.now())
    return redirect("payouts")


@require_POST
def thaw(request: HttpRequest) -> HttpResponse:
    """Let payments run again."""
    with refusals_said(request):
        payouts_thaw(fund="injury", actor=actor_of(request), at=clock.now())
        messages.success(request, _("付款已恢复。"))
    return redirect("payouts")


# --- one batch ---------------------------------------------------------------------------------------------


@require_GET
def batch(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """A batch with its items, its signatures and the next step; ``?xlsx`` gives the items as Excel."""
    actor = actor_of(request)
    view = selectors.batch_view(actor, batch_id)
    if "xlsx" in request.GET:
        return payouts_xlsx(view.number, selectors.batch_items(actor, batch_id, limit=settings.ANXIN_BATCH_ITEMS_MAX))
    start = start_of(request)
    return show(
        request,
        "batch",
        "payouts",
        batch=view,
        items=selectors.batch_items(actor, batch_id, start=start, limit=ITEMS_A_PAGE),
        earlier=max(start - ITEMS_A_PAGE, 0) if start else None,
        later=start + ITEMS_A_PAGE if start + ITEMS_A_PAGE < view.items else None,
        may_take_file=actor.has(*FILE_ROLES),
    )


@require_POST
@fresh_factor
def check(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """The second person's signature; a small batch needs no third, so its file leaves with this one."""
    with refusals_said(request):
        batch_check(batch_id=batch_id, actor=actor_of(request), at=clock.now())
        messages.success(request, _("已复核。"))
    return redirect("payout-batch", batch_id)


@require_POST
@fresh_factor
def release(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """A releaser's signature; with the last one the file leaves."""
    with refusals_said(request):
        batch_release(batch_id=batch_id, actor=actor_of(request), at=clock.now())
        messages.success(request, _("已签发。"))
    return redirect("payout-batch", batch_id)


@require_POST
def cancel(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Take a batch apart that has not been released."""
    with refusals_said(request):
        batch_cancel(batch_id=batch_id, why=request.POST.get("reason", ""), actor=actor_of(request), at=clock.now())
        messages.success(request, _("批次已作废，付款回到待付款。"))
    return redirect("payout-batch", batch_id)


@require_GET
def order(request: HttpRequest, payout_id: UUID) -> HttpResponse:
    """One payment and every step it took."""
    payout, steps = selectors.payout_view(actor_of(request), payout_id)
    return show(request, "order", "payouts", payout=payout, steps=steps)


# --- what needs a person -------------------------------------------------------------------------------------


@require_GET
def trouble(request: HttpRequest) -> HttpResponse:
    """Unknown, rejected and returned payments, differences, lines in suspense: each with what to do."""
    actor = actor_of(request)
    return show(
        request,
        "trouble",
        "payout-trouble",
        troubled=selectors.troubled(actor, at=clock.now()),
        problems=selectors.problems_open(actor),
        suspense=selectors.suspense(actor),
        may_act=actor.has(*DESK_ROLES),
        correction=CorrectionForm(auto_id=False),
    )


def _trouble_step(request: HttpRequest, said: str, act: Callable[[], object]) -> HttpResponse:
    with refusals_said(request):
        act()
        messages.success(request, said)
    return redirect("payout-trouble")


@require_POST
def verdict(request: HttpRequest, payout_id: UUID) -> HttpResponse:
    """Propose that an unknown payment was never made, or agree to a colleague's proposal."""
    actor, at, reason = actor_of(request), clock.now(), request.POST.get("reason", "")
    if "confirm" in request.POST:
        said = _("已确认未付，会请劳动者核对收款账户。")
        return _trouble_step(request, said, lambda: verdict_confirm(payout_id=payout_id, actor=actor, at=at))
    said = _("已提出，等另一位同事确认。")
    return _trouble_step(request, said, lambda: verdict_propose(payout_id=payout_id, reason=reason, actor=actor, at=at))


@require_POST
def settle(request: HttpRequest, problem_id: UUID) -> HttpResponse:
    """Say what was done about a difference."""
    actor, how = actor_of(request), request.POST.get("reason", "")
    act = lambda: problem_settle(problem_id=problem_id, how=how, actor=actor, at=clock.now())  # noqa: E731 - one call
    return _trouble_step(request, _("已了结。"), act)


@require_POST
def correct(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """Propose where a line in suspense belongs."""
    form = CorrectionForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请写明原因，并选一笔付款或一个科目。"))
        return redirect("payout-trouble")
    values, actor = form.cleaned_data, actor_of(request)
    return _trouble_step(
        request,
        _("已提出更正，等另一位同事确认。"),
        lambda: correction_propose(line_id=line_id, actor=actor, at=clock.now(), **values),
    )


@require_POST
def correction(request: HttpRequest, correction_id: UUID) -> HttpResponse:
    """Agree to a colleague's correction, or take a proposal back."""
    act = correction_withdraw if "withdraw" in request.POST else correction_confirm
    said = _("更正已撤回。") if "withdraw" in request.POST else _("更正已入账。")
    actor = actor_of(request)
    return _trouble_step(request, said, lambda: act(correction_id=correction_id, actor=actor, at=clock.now()))


# --- files ---------------------------------------------------------------------------------------------------


@require_GET
def files(request: HttpRequest) -> HttpResponse:
    """Files to and from the bank."""
    actor = actor_of(request)
    return show(
        request,
        "files",
        "payout-files",
        files=selectors.files(actor),
        form=BankFileForm(),
        may_import=actor.has(*DESK_ROLES),
        may_take_file=actor.has(*FILE_ROLES),
    )


@require_POST
def bring_file(request: HttpRequest) -> HttpResponse:
    """Import a file that the bank gave to a person."""
    uploaded = request.FILES.get("file")
    if (
        not isinstance(uploaded, UploadedFile)
        or uploaded.size is None
        or uploaded.size > settings.ANXIN_UPLOAD_BYTES_MAX
    ):
        messages.error(request, _("请选择一个银行文件，大小不超过 20 MB。"))
        return redirect("payout-files")
    with refusals_said(request):
        done = answers_import(
            name=uploaded.name or "bank.xml",
            content=uploaded.read(),
            bank_slug=settings.ANXIN_BANK,
            actor=actor_of(request),
            at=clock.now(),
        )
        if done.repeated:
            messages.info(request, _("这个文件以前来过，没有任何变动。"))
        else:
            counts = {"items": done.items, "moved": done.moved}
            messages.success(request, _("已导入：%(items)s 条，推动 %(moved)s 笔付款。") % counts)
            if selectors.problems_in(actor_of(request), done.file_id):
                messages.warning(request, _("里面有对不上的，已列在“要处理的”里。"))
    return redirect("payout-files")


@require_GET
def file(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """The bytes of a bank file, for auditors."""
    name, content = selectors.file_bytes(actor_of(request), file_id)
    response = HttpResponse(content, content_type="application/xml")
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


# --- books -----------------------------------------------------------------------------------------------------


@require_GET
def ledger(request: HttpRequest) -> HttpResponse:
    """Trial balance and transfers; ``?xlsx`` gives the balance as Excel."""
    actor = actor_of(request)
    rows = selectors.trial_balance(actor)
    if "xlsx" in request.GET:
        headers = [_("科目"), _("名称"), _("借方（元）"), _("贷方（元）"), _("余额（元）")]
        table = [[r.code, r.name, yuan(r.debit_fen), yuan(r.credit_fen), yuan(r.balance_fen)] for r in rows]
        return xlsx(_("试算平衡"), headers, table)
    account = request.GET.get("account", "")
    transfers = selectors.ledger(
        actor, account=account, before=uuid_in(request.GET.get("before", "")), limit=TRANSFERS_A_PAGE
    )
    return show(
        request,
        "ledger",
        "payout-ledger",
        rows=rows,
        debit_fen=sum(row.debit_fen for row in rows),
        credit_fen=sum(row.credit_fen for row in rows),
        transfers=transfers,
        before=transfers[-1].id if len(transfers) == TRANSFERS_A_PAGE else None,
        account=account,
    )


@require_GET
def reconciliations(request: HttpRequest) -> HttpResponse:
    """The green or red line, and what was found each time."""
    runs = selectors.reconcile_runs(actor_of(request))
    return show(request, "reconcile", "reconcile", runs=runs)


@require_POST
def reconcile_now(request: HttpRequest) -> HttpResponse:
    """Reconcile now; broken books stop payments."""
    with refusals_said(request):
        reconcile(freeze=True, actor=actor_of(request), at=clock.now())
    return redirect("reconcile")


# --- the simulated bank ---------------------------------------------------------------------------------------


@require_GET
def simulator(request: HttpRequest) -> HttpResponse:
    """模拟银行: its books, and how it is to misbehave."""
    view = _simulated_bank().view()
    faults = [(FAULT_NAMES[fault.kind], fault) for fault in view.faults]
    return show(request, "simulator", "bank-simulator", view=view, form=FaultForm(), faults=faults)


@require_POST
def simulator_act(request: HttpRequest) -> HttpResponse:
    """Misbehave, behave, take in money, or let the payment day go on."""
    bank, at = _simulated_bank(), clock.now()
    with refusals_said(request):
        if "behave" in request.POST:
            bank.faults_clear()
        elif "wake" in request.POST:
            payment_day(at=at)
            messages.success(request, _("已取回银行文件并办理到期事项。"))
        elif "deposit" in request.POST:
            amount_fen = parse_yuan(request.POST.get("amount", ""))
            bank.deposit(amount_fen=amount_fen, at=at)
            messages.success(request, _("已拨入 %(amount)s，下次取对账单时入账。") % {"amount": yuan_sign(amount_fen)})
        else:
            _misbehave(request, bank)
    return redirect("bank-simulator")


def _misbehave(request: HttpRequest, bank: SimulatedBank) -> None:
    form = FaultForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请选择故障，并把天数和次数写成整数。"))
        return
    values = form.cleaned_data
    bank.fault_add(Fault(FaultKind(values["kind"]), values["payee"], values["days"], values["times"]))


def _simulated() -> bool:
    return bool(settings.ANXIN_BANK == SimulatedBank.slug)  # noqa: SIM300 - the setting is what varies


def _simulated_bank() -> SimulatedBank:
    if not _simulated():
        raise NotFound(_("本系统接的是真实银行，没有模拟银行。"))
    return SimulatedBank()


# --- small things -----------------------------------------------------------------------------------------------


def start_of(request: HttpRequest) -> int:
    text = request.GET.get("start", "0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def payouts_xlsx(title: str, rows: list[PayoutView]) -> HttpResponse:
    headers = [
        _("收款人"),
        _("账号"),
        _("开户行"),
        _("金额（元）"),
        _("状态"),
        _("端到端标识"),
        _("批次"),
        _("核定时间"),
        _("说明"),
    ]
    table: list[list[Any]] = [
        [
            row.payee,
            row.account,
            row.bank_name,
            yuan(row.amount_fen),
            _(row.state_name),
            row.end_to_end_id,
            row.batch_number,
            row.approved_at,
            retold(row.said),
        ]
        for row in rows
    ]
    return xlsx(title, headers, table)


_VIEWERS = staff(*VIEW_ROLES)
_DESK = staff(*DESK_ROLES)
_HOLDERS = staff(*HOLDER_ROLES)
_AUDITORS = staff(*FILE_ROLES)
_BANK_SIDE = staff(*BANK_SIDE_ROLES)

urlpatterns: list[URLPattern] = [
    page("payouts/", desk, name="payouts", audience=_VIEWERS),
    page("payouts/ready/", ready, name="payouts-ready", audience=_VIEWERS),
    page("payouts/run/", run, name="payouts-run", audience=staff(Role.FINANCE_MAKER)),
    page("payouts/freeze/", freeze, name="payouts-freeze", audience=_HOLDERS),
    page("payouts/thaw/", thaw, name="payouts-thaw", audience=staff(Role.FINANCE_RELEASER, Role.BUREAU_LEAD)),
    page("payouts/batches/<uuid:batch_id>/", batch, name="payout-batch", audience=_VIEWERS),
    page("payouts/batches/<uuid:batch_id>/check/", check, name="payout-check", audience=staff(Role.FINANCE_CHECKER)),
    page(
        "payouts/batches/<uuid:batch_id>/release/",
        release,
        name="payout-release",
        audience=staff(Role.FINANCE_RELEASER),
    ),
    page("payouts/batches/<uuid:batch_id>/cancel/", cancel, name="payout-cancel", audience=_DESK),
    page("payouts/orders/<uuid:payout_id>/", order, name="payout-order", audience=_VIEWERS),
    page("payouts/orders/<uuid:payout_id>/verdict/", verdict, name="payout-verdict", audience=_DESK),
    page("payouts/trouble/", trouble, name="payout-trouble", audience=_VIEWERS),
    page("payouts/problems/<uuid:problem_id>/settle/", settle, name="payout-settle", audience=_DESK),
    page("payouts/lines/<uuid:line_id>/correct/", correct, name="payout-correct", audience=_DESK),
    page("payouts/corrections/<uuid:correction_id>/", correction, name="payout-correction", audience=_DESK),
    page("payouts/files/", files, name="payout-files", audience=_VIEWERS),
    page("payouts/files/bring/", bring_file, name="payout-file-bring", audience=_DESK),
    page("payouts/files/<uuid:file_id>/", file, name="payout-file", audience=_AUDITORS),
    page("payouts/ledger/", ledger, name="payout-ledger", audience=_VIEWERS),
    page("payouts/simulator/", simulator, name="bank-simulator", audience=_BANK_SIDE),
    page("payouts/simulator/act/", simulator_act, name="bank-simulator-act", audience=_BANK_SIDE),
    page("reconcile/", reconciliations, name="reconcile", audience=_VIEWERS),
    page("reconcile/now/", reconcile_now, name="reconcile-now", audience=_VIEWERS),
]
