"""Where a webhook may go: a public address, looked up once, and connected to exactly as looked up.

Whoever enters an address chooses where our server connects to. So every address a name leads to must be public, and
the connection goes to the very address that was checked: a name that answers differently the second time (DNS
rebinding) changes nothing.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from anxin.kit.errors import BadInput

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
LookUp = Callable[[str, int], list[str]]

URL_MOST: Final = 500
_HTTPS_PORT: Final = 443
_LOWEST_FREE_PORT: Final = 1024
_TRANSLATED: Final = tuple(ipaddress.ip_network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16"))
"""IPv6 networks that lead to IPv4 addresses hidden inside."""


class Forbidden(Exception):
    """The address leads where no webhook may go."""


@dataclass(frozen=True, slots=True)
class Target:
    """A checked address: connect to ``ip``, speak to ``host``."""

    scheme: str
    host: str
    port: int
    path: str
    ip: str

    @property
    def host_header(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = {"https": _HTTPS_PORT, "http": 80}[self.scheme]
        return host if self.port == usual else f"{host}:{self.port}"


def look_up(host: str, port: int) -> list[str]:
    """Every address a name leads to."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Forbidden("unknown host") from error
    return list(dict.fromkeys(str(one[4][0]) for one in found))


def is_public(ip: str) -> bool:
    """May a webhook go to this address? Mapped and translated addresses count as what they lead to."""
    try:
        address: Address = ipaddress.ip_address(ip.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(str(address.ipv4_mapped))
        if any(address in net for net in _TRANSLATED):
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def check_form(url: str, *, private: bool) -> str:
    """The address as entered, if it has the form of one webhooks can go to.

    Args:
        private: the sandbox says so: plain ``http`` and any address are good.

    Raises:
        BadInput: with what is wrong.
    """
    parts = urlsplit(url.strip())
    try:
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise BadInput(_("推送地址不完整，请核对。"), field="url") from error
    if parts.scheme != "https" and not (private and parts.scheme == "http"):
        raise BadInput(_("推送地址要以 https:// 开头。"), field="url")
    if not host or parts.username or parts.password or len(url) > URL_MOST or not url.isascii() or " " in url.strip():
        raise BadInput(_("推送地址不完整，请核对：不能带用户名、空格或中文。"), field="url")
    if not private and port not in (None, _HTTPS_PORT) and (port or 0) < _LOWEST_FREE_PORT:
        raise BadInput(_("推送地址的端口不能用，请用 443 或 1024 以上的端口。"), field="url")
    if not private and _literal(host) is not None and not is_public(host):
        raise BadInput(_("推送地址指向内部网络，不能使用。"), field="url")
    return url.strip()


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def target_of(url: str, *, private: bool, look: LookUp = look_up) -> Target:
    """Where exactly to connect for an address.

    Raises:
        Forbidden: one of the addresses the name leads to is not public, or there is none.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    port = parts.port or (_HTTPS_PORT if parts.scheme == "https" else 80)
    found = look(host, port)
    if not found or not (private or all(is_public(ip) for ip in found)):
        raise Forbidden("not a public address")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port, path, found[0])
