"""What the driver or the system says, as a `VaultFault`."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

import apsw

from upright.errors import VaultFault

__all__ = ["faults"]

_DRIVER_FAULTS: tuple[tuple[type[Exception], str], ...] = (
    (apsw.BusyError, "error.vault_busy"),
    (apsw.LockedError, "error.vault_busy"),
    (apsw.FullError, "error.vault_full"),
    (apsw.CantOpenError, "error.vault_no_access"),
    (apsw.PermissionsError, "error.vault_no_access"),
    (apsw.AuthError, "error.vault_no_access"),
    (apsw.IOError, "error.vault_disk"),
    (apsw.NoMemError, "error.vault_memory"),
    (apsw.Error, "error.vault_damaged"),  # corrupt, no database, a table that is not there
)
_SYSTEM_FAULTS = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), "error.vault_full"),
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), "error.vault_no_access"),
    **dict.fromkeys((errno.ENAMETOOLONG, errno.EINVAL), "error.vault_name"),
    errno.ENOTDIR: "error.vault_folder",
    errno.ENOENT: "error.no_such_file",
    errno.EEXIST: "error.vault_exists",
}


@contextmanager
def faults() -> Iterator[None]:
    """Turn what the driver or the system says into a VaultFault; its own words, which may hold paths, are dropped."""
    try:
        yield
    except apsw.ReadOnlyError as error:
        moved = getattr(error, "extendedresult", 0) == apsw.SQLITE_READONLY_DBMOVED
        raise VaultFault("error.vault_moved" if moved else "error.vault_read_only") from None
    except apsw.Error as error:
        raise VaultFault(next(id for kind, id in _DRIVER_FAULTS if isinstance(error, kind))) from None
    except OSError as error:
        raise VaultFault(_SYSTEM_FAULTS.get(error.errno or 0, "error.vault_disk")) from None
    except MemoryError:
        raise VaultFault("error.vault_memory") from None
