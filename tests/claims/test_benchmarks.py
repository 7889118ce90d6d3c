"""The benchmark goes the whole way and counts statements. It is never timed here."""

from __future__ import annotations

from anxin.claims import benchmarks
from anxin.claims.benchmarks import claim
from anxin.claims.models import DecisionRecord


def test_the_benchmark_owes_money_within_forty_statements(monkeypatch, settings, tmp_path):
    import contextlib

    settings.ANXIN_DATA = tmp_path
    monkeypatch.setattr(benchmarks, "_own_database", contextlib.nullcontext)

    rate, cpu, statements = claim(count=2)

    assert DecisionRecord.objects.filter(approved_fen=30200).count() == 4
    assert statements.value <= 40
    assert rate.value > 0
    assert "same run" in str(cpu)
