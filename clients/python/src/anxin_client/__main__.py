"""``python -m anxin_client conformance``: run every check against the sandbox."""

from __future__ import annotations

import argparse
import os
import sys

from anxin_client.client import Client, Problem, Unreachable
from anxin_client.conformance import conform, say_result


def main(arguments: list[str] | None = None) -> int:
    """Exit code 0 when everything passed, 1 when not, 2 when the sandbox could not be asked."""
    parser = argparse.ArgumentParser(prog="anxin-client", description="安心接口客户端")
    actions = parser.add_subparsers(dest="action", required=True)
    run = actions.add_parser("conformance", help="对沙箱做联调测试")
    run.add_argument("--url", default=os.environ.get("ANXIN_URL", "http://127.0.0.1:8000"))
    run.add_argument("--key", default=os.environ.get("ANXIN_KEY", ""))
    run.add_argument("--secret", default=os.environ.get("ANXIN_KEY_SECRET", ""))
    run.add_argument("--second-key", default=os.environ.get("ANXIN_SECOND_KEY", ""))
    run.add_argument("--second-secret", default=os.environ.get("ANXIN_SECOND_KEY_SECRET", ""))
    run.add_argument("--scheme", choices=("messages", "simple"), default="messages")
    run.add_argument("--hook-port", type=int, default=0, help="接收推送的本机端口，0 为任选")
    given = parser.parse_args(arguments)
    if not given.key.startswith("test_"):
        print("联调测试只用沙箱密钥（test_ 开头）。请在平台门户里发一个。", file=sys.stderr)
        return 2
    client = Client(given.url, given.key, given.secret, scheme=given.scheme)
    second = Client(given.url, given.second_key, given.second_secret) if given.second_key else None
    try:
        result = conform(client, second, hook_port=given.hook_port)
    except (Problem, Unreachable) as error:
        print(f"没有做完：{error}", file=sys.stderr)
        return 2
    say_result(result)
    return 0 if result["passed"] == result["total"] else 1


if __name__ == "__main__":
    raise SystemExit(main())
