"""What the logs look like: one line per event on stderr, without secrets.

Line breaks inside a message are escaped, so that nothing remote can forge a
line; passwords and keys are blanked wherever they stand, tracebacks included.
"""

import logging
import re
from collections.abc import MutableMapping
from typing import Any

import structlog
from django.core.exceptions import ImproperlyConfigured

_LEVELS = {"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"}
_BLANK = "[hidden]"
_NAMES = (
    r"(?:authorization|proxy-authorization|cookie|set-cookie|x-webhook-id|"
    r"x-api-key|x-emby-token|x-plex-token|api[_-]?key|access[_-]?token|token|"
    r"secret|passw(?:or)?d)"
)
# name: value, name=value, "name": "value" and 'name', 'value'.
_NAMED = re.compile(
    rf"(?i)(\b{_NAMES}[\"']?\s*[:=,]\s*)"
    r"((?:bearer|basic)\s+)?(\"[^\"]*\"|'[^']*'|[^\s,;&\"']+)"
)
# Addresses that are keys, wherever one is repeated: the links to the set-up, of an
# invitation and for a new password, of a webhook, and a player's pass.
_KEYS = re.compile(
    r"(/(?:setup|account/join|password/reset/key|webhooks/[\w-]+)/|[?&]pass=)"
    r"[\w:-]{20,}"
)
_IN_ADDRESS = re.compile(r"(?<=://)[^/\s:@]*:[^/\s@]+(?=@)")


def without_secrets(text: str) -> str:
    """`text` with every value that follows a secret's name blanked."""
    text = _KEYS.sub(rf"\g<1>{_BLANK}", text)
    return _IN_ADDRESS.sub(_BLANK, _NAMED.sub(rf"\g<1>{_BLANK}", text))


def _hide(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    for key, value in event.items():
        if isinstance(value, str) and not key.startswith("_"):
            event[key] = without_secrets(value)
    return event


def _plain(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> str:
    """`time LEVEL logger: message key=value`, then the traceback if there is one."""
    time = event.pop("timestamp", "")
    level = str(event.pop("level", "")).upper()
    name = event.pop("logger", "")
    trace = event.pop("exception", None)
    words = [str(event.pop("event", ""))]
    words += [f"{key}={value!r}" for key, value in event.items()]
    message = " ".join(words).replace("\r", "\\r").replace("\n", "\\n")
    line = f"{time} {level} {name}: {message}"
    return f"{line}\n{trace}" if trace else line


def logging_config(*, level: str, as_json: bool) -> dict[str, Any]:
    """The settings for `logging.config.dictConfig`."""
    level = level.upper()
    if level not in _LEVELS:
        raise ImproperlyConfigured(
            f"MEDIAHUB_LOG_LEVEL={level!r} is none of {', '.join(sorted(_LEVELS))}."
        )
    before: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    render: structlog.typing.Processor = (
        structlog.processors.JSONRenderer() if as_json else _plain
    )
    structlog.configure(
        processors=[*before, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": before,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    _hide,
                    render,
                ],
            }
        },
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "line",
                "level": logging.DEBUG,
            }
        },
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Django's own handlers print differently from DEBUG and mail admins.
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.server": {"handlers": [], "level": level, "propagate": True},
        },
    }
