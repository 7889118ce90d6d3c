"""``script/anxin decide``: what the rules say about a file of facts. Nothing is stored."""

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from anxin.kit.errors import Refused
from anxin.kit.money import yuan_sign
from anxin.policy.selectors import evaluate
from anxin.policy.types import MARK_NAMES, VERDICT_NAMES, Line, Mark, Outcome


class Command(BaseCommand):
    """Try facts against the rules of a day."""

    help = "Decide on a JSON file of facts, under the rules of a day as known on another day."

    def add_arguments(self, parser: CommandParser) -> None:
        """The two days, the topic and the file."""
        parser.add_argument("facts", metavar="FACTS.json", help="a JSON object of facts; - reads standard input")
        parser.add_argument("--topic", required=True, help="e.g. injury_small")
        parser.add_argument("--law-on", required=True, type=_day, help="the day whose law applies, YYYY-MM-DD")
        parser.add_argument("--known-on", type=_day, help="as published by that day (default: today)")
        parser.add_argument("--jurisdiction", help="e.g. beijing (default: this installation's)")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the outcome; a refusal ends with status 1 and a sentence."""
        try:
            outcome = evaluate(
                topic=options["topic"],
                facts=_facts(options["facts"]),
                law_on=options["law_on"],
                known_on=options["known_on"],
                jurisdiction=options["jurisdiction"],
            )
        except Refused as error:
            raise CommandError(str(error)) from error
        if options["as_json"]:
            self.stdout.write(json.dumps(as_json(outcome), ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(_as_text(outcome)))


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _facts(path: str) -> dict[str, Any]:
    try:
        text = sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8")
        facts = json.loads(text)
    except (OSError, ValueError) as error:
        raise CommandError(f"{path}: {error}") from error
    if not isinstance(facts, dict):
        raise CommandError(f"{path}: a JSON object is needed")
    return facts


def as_json(outcome: Outcome) -> dict[str, Any]:
    """The outcome as documented in docs/reference: amounts in fen, dates ISO."""
    pack = outcome.pack
    return {
        "outcome": outcome.outcome,
        "amount_fen": outcome.amount_fen,
        "lines": [_line(line) for line in outcome.lines],
        "pack": {
            "name": pack.name,
            "jurisdiction": pack.jurisdiction,
            "topic": pack.topic,
            "in_force": pack.in_force.isoformat(),
            "revision": pack.revision,
            "digest": pack.digest,
        },
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "rule_id": line.rule_id,
        "article": line.article,
        "article_text": line.article_text,
        "mark": line.mark,
        "result": line.result,
        "sentence": line.sentence_worker,
        "sentence_staff": line.sentence_staff,
        "amount_fen": line.amount_fen,
        "cut_fen": line.cut_fen,
        "would_change": line.would_change,
    }


def _as_text(outcome: Outcome) -> list[str]:
    title = VERDICT_NAMES[outcome.outcome]
    head = f"{title} {yuan_sign(outcome.amount_fen)}  （{outcome.pack.name}，{outcome.pack.digest[:12]}）"
    lines = [head]
    for line in outcome.lines:
        lines.append(f"  {line.rule_id} {line.result:<7} {line.sentence_worker}")
        if line.would_change:
            lines.append(f"           {line.would_change}（{line.article}；{MARK_NAMES[Mark(line.mark)]}）")
    return lines
