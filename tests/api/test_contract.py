"""The contract: whatever is sent, the API answers as it says it does, and never with a fault of its own."""

from __future__ import annotations

import json
import os
import secrets
from typing import Any, Final

import pytest
import requests
import schemathesis
import time_machine
import urllib3
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.generation.modes import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from anxin.api.urls import api
from anxin.identity.types import Actor
from anxin.kit.clock import now
from anxin.platforms.selectors import sandbox_id
from anxin.platforms.services import quota_set
from anxin.platforms.signing import simple
from tests.given.api import Machine, a_machine
from tests.given.people import NOON, a_city


@schemathesis.serializer("application/x-ndjson")
def ndjson(context: Any, value: Any) -> bytes:
    """Lines as they are; anything else as the one line of JSON it makes."""
    return value.encode() if isinstance(value, str) else json.dumps(value).encode()


EXAMPLES: Final = int(os.environ.get("CONTRACT_EXAMPLES", "5"))
"""Of each kind and operation. A push takes five; a release ``CONTRACT_EXAMPLES=300 script/test`` this file."""

CHECKS: Final = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
DESCRIPTION: Final = dict(api.get_openapi_schema())
SCHEMA: Final = schemathesis.openapi.from_dict(DESCRIPTION)
OPERATIONS: Final = {one.ok().label: one.ok() for one in SCHEMA.get_all_operations()}


def may_be_wrong(label: str) -> bool:
    """Can a request of this kind break its description? Not one without a body and without a parameter, nor one whose
    only parameter is any text at all: looking for a wrong one takes a second and finds nothing."""
    method, path = label.split()
    described = DESCRIPTION["paths"][path][method.lower()]
    texts = [
        {**one["schema"], "title": ""} == {"type": "string", "title": ""} for one in described.get("parameters", ())
    ]
    return "requestBody" in described or not all(texts)


ASKED: Final = [
    pytest.param(label, mode, id=f"{label}-{mode.value}")
    for label in sorted(OPERATIONS)
    for mode in GenerationMode
    if mode is GenerationMode.POSITIVE or may_be_wrong(label)
]


def ask(machine: Machine, case: Any) -> requests.Response:
    """Sign a generated request, let the product answer it, and hand the answer over as a library would."""
    prepared = requests.Request(**case.as_transport_kwargs(base_url="http://testserver")).prepare()
    body = prepared.body or b""
    content = body.encode() if isinstance(body, str) else bytes(body)
    headers = {name: value for name, value in prepared.headers.items() if name.lower() not in SET_BY_US}
    signed = simple.sign(
        key_id=machine.key.key_id,
        secret=machine.key.secret,
        method=prepared.method,
        path=prepared.path_url,
        body=content,
        time=int(now().timestamp()),
        nonce=secrets.token_hex(12),
    )
    kind = prepared.headers.get("Content-Type", "application/json")
    made = Client().generic(prepared.method, prepared.path_url, content, content_type=kind, headers=headers | signed)
    answer = requests.Response()
    answer.status_code, answer._content, answer.request = made.status_code, made.content, prepared
    answer.headers.update(dict(made.items()))
    answer.raw = urllib3.HTTPResponse(headers=dict(made.items()), status=made.status_code)
    answer.url = prepared.url or ""
    return answer


SET_BY_US: Final = frozenset(
    {
        "content-length",
        "content-type",
        "host",
        *(
            name.lower()
            for name in simple.sign(key_id="", secret="", method="GET", path="/", body=b"", time=1, nonce="12345678")
        ),
    }
)


@pytest.fixture(scope="module")
def machines(one_city_for_all: None) -> list[Machine]:
    """A platform's client in the sandbox and its client in earnest, who may ask as often as they like."""
    with time_machine.travel(NOON, tick=False):
        city = a_city()
        made = [a_machine(city.platform, test=True), a_machine(city.platform)]
        for org_id in (sandbox_id(city.platform.id), city.platform.id):
            quota_set(org_id=org_id, per_minute=100_000, burst=100_000, actor=Actor.system(), at=NOON)
    return made


@pytest.mark.parametrize(("label", "mode"), ASKED)
def test_every_answer_is_one_the_description_names(label: str, mode: GenerationMode, machines: list[Machine]):
    @given(case=OPERATIONS[label].as_strategy(generation_mode=mode))
    @settings(
        max_examples=EXAMPLES,
        phases=[Phase.generate],
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    def holds(case: Any) -> None:
        for machine in machines:
            case.validate_response(ask(machine, case), checks=CHECKS)

    holds()


def test_every_operation_names_what_can_go_wrong():
    described = api.get_openapi_schema()
    for path, methods in described["paths"].items():
        for operation in methods.values():
            answers = {int(status) for status in operation["responses"]}
            assert {401, 403, 422, 429, 500, 503} <= answers, path
            if "requestBody" in operation:
                assert {400, 409, 413, 415} <= answers, path
            if "{" in path:
                assert 404 in answers, path
