"""The catalog in Django's admin: titles, servers and history, as read by a curator.

Nothing here writes a merged value.  What needs knowledge of syncs (what other servers
offer, changing servers) is registered over these pages by `sync.admin`.
"""

from catalog.admin import changes, servers, titles

__all__ = ["changes", "servers", "titles"]
