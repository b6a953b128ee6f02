"""A systemd unit for this checkout, so that MediaHub starts with the machine.

Pure: facts in, text out.  Takes away what MediaHub never needs, and neither its own
folders nor the places where its parts meet (sockets in the data folder or in /tmp).
Refuses folders whose names a unit file cannot hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

_LOWEST_FREE_PORT = 1024


class UnitError(Exception):
    """No unit can be written of these facts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    checkout: Path
    data: Path
    host: str
    port: int
    #: None for a unit of the person's own systemd.
    user: str | None

    def unit(self) -> str:
        """The whole text."""
        hub = _quoted(self.checkout / "hub")
        lines = [
            "[Unit]",
            "Description=MediaHub",
            *([] if self.user is None else _ORDER),
            "",
            "[Service]",
            f"ExecStart={hub} up --host {_quoted(self.host)} --port {self.port}",
            f"WorkingDirectory={_escaped(self.checkout)}",
            f'Environment="MEDIAHUB_DATA={_escaped(self.data)}"',
            "# Further settings, one NAME=value to a line.",
            f"EnvironmentFile=-{_escaped(self.data / 'service.env')}",
            *_LIFE,
            *(() if self.user is None else self._for_the_system()),
            "NoNewPrivileges=yes",
            "",
            "[Install]",
            f"WantedBy={'default' if self.user is None else 'multi-user'}.target",
        ]
        return "\n".join(lines) + "\n"

    def _for_the_system(self) -> list[str]:
        low = "CAP_NET_BIND_SERVICE" if self.port < _LOWEST_FREE_PORT else ""
        return [
            f"User={self.user}",
            f"CapabilityBoundingSet={low}",
            *([f"AmbientCapabilities={low}"] if low else []),
            f"ReadWritePaths={_quoted(self.checkout)} {_quoted(self.data)}",
            *_HARDENING,
        ]


_ORDER = ("After=network-online.target", "Wants=network-online.target")
_LIFE = (
    "Restart=on-failure",
    "RestartSec=5",
    "# `up` ends its own parts; what is left after that is killed.",
    "KillMode=mixed",
    "TimeoutStopSec=30",
    "# The first start installs everything.",
    "TimeoutStartSec=infinity",
    "UMask=0077",
)
_HARDENING = (
    "ProtectSystem=strict",
    "ProtectHome=read-only",
    "# Its sockets may be there, where the data folder's path is long.",
    "ReadWritePaths=/tmp",
    "ProtectClock=yes",
    "ProtectControlGroups=yes",
    "ProtectHostname=yes",
    "ProtectKernelLogs=yes",
    "ProtectKernelModules=yes",
    "ProtectKernelTunables=yes",
    "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK",
    "RestrictNamespaces=yes",
    "RestrictRealtime=yes",
    "RestrictSUIDSGID=yes",
    "LockPersonality=yes",
    "SystemCallArchitectures=native",
)


def _escaped(value: object) -> str:
    text = str(value)
    # systemd takes none of these in the name of a program, and each means something.
    if not text.isprintable() or text != text.strip() or set(text) & set("\"'\\$"):
        raise UnitError(f"{text!r} cannot stand in a unit file; rename the folder.")
    return text.replace("%", "%%")


def _quoted(value: object) -> str:
    return f'"{_escaped(value)}"'
