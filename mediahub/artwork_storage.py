"""Where pictures are kept, as Django's setting for it: a folder, or object storage.

`MEDIAHUB_ARTWORK_STORAGE=s3://bucket/prefix` chooses object storage; who may enter it
stands in the variables its own library reads (AWS_ACCESS_KEY_ID and friends).  Refuses
every other address, and an address with credentials in it.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

#: A page waits for a picture no longer than this, whatever the storage does.
_CONNECT_SECONDS: Final = 3
_READ_SECONDS: Final = 5


def artwork_storage(*, address: str, endpoint: str, data: Path) -> dict[str, Any]:
    """The entry "artwork" of STORAGES.  Raises ImproperlyConfigured."""
    if not address:
        return {
            "BACKEND": "catalog.pictures.files.WholeFiles",
            "OPTIONS": {"location": data / "cache" / "artwork"},
        }
    bucket, prefix = _bucket(address)
    options: dict[str, Any] = {
        "bucket_name": bucket,
        "location": prefix,
        "default_acl": None,
        "querystring_auth": False,
        "file_overwrite": True,
    }
    if endpoint:
        options["endpoint_url"] = _endpoint(endpoint)
    if find_spec("boto3") is not None:
        options["client_config"] = _client_config()
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}


def _bucket(address: str) -> tuple[str, str]:
    try:
        parts = urlsplit(address)
        is_plain = not (parts.username or parts.password or parts.port)
    except ValueError:
        is_plain, parts = False, urlsplit("")
    if parts.scheme != "s3" or not parts.netloc or not is_plain or parts.query:
        raise ImproperlyConfigured(
            "MEDIAHUB_ARTWORK_STORAGE is not an address such as s3://bucket/folder; "
            "unset it to keep pictures in the data folder."
        )
    return parts.netloc, parts.path.strip("/")


def _endpoint(endpoint: str) -> str:
    parts = urlsplit(endpoint)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
        raise ImproperlyConfigured(
            "MEDIAHUB_ARTWORK_ENDPOINT is not an address starting with http or https."
        )
    return endpoint.rstrip("/")


def _client_config() -> Any:
    from botocore.config import Config

    return Config(
        connect_timeout=_CONNECT_SECONDS,
        read_timeout=_READ_SECONDS,
        retries={"total_max_attempts": 2},
        max_pool_connections=32,
    )
