"""What public pages of jobs need."""

import json
from typing import Any

from django import template
from django.utils.html import json_script
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def linked_data(value: dict[str, Any]) -> SafeString:
    """A JSON-LD block, with everything escaped that could end it."""
    plain = json.loads(json.dumps(value, default=str, ensure_ascii=False))
    return SafeString(json_script(plain, "posting").replace('type="application/json"', 'type="application/ld+json"', 1))
