"""The laws, recomputed over the live database and compared with what is stored.

Reads only, through the pure core: identity groups what servers list, resolve decides
every value anew, changes says what would have to be written.  Nothing, if the catalog
is what the laws say.  Memory is bounded by what identity needs of all movies or shows
and by a chunk of titles.
"""

from sync.audit.difference import Difference, Found
from sync.audit.keeping import audit_now
from sync.audit.settled import NotSettled
from sync.audit.verdict import Verdict, verify

__all__ = ["Difference", "Found", "NotSettled", "Verdict", "audit_now", "verify"]
