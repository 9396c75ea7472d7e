"""The vault: one encrypted file that holds a diary, its settings, and what was worked out from it.

`create_vault` and `open_vault` give a `Vault`; `verify_vault` checks one from end to end, `restore_vault` puts a backup
in its place, `vault_in_memory` makes one that is never written anywhere. The store knows records and nothing of models:
deleting every artefact loses nothing. docs/vault.md tells the format byte by byte, what is protected and what is not.
"""

from upright.store.backup import Backup, backup_folder, list_backups
from upright.store.header import is_vault
from upright.store.memory import vault_in_memory
from upright.store.opening import create_vault, open_vault
from upright.store.restore import Restored, restore_vault
from upright.store.vault import KeyChange, Removed, Vault
from upright.store.verify import Verification, verify_vault

__all__ = [
    "Backup",
    "KeyChange",
    "Removed",
    "Restored",
    "Vault",
    "Verification",
    "backup_folder",
    "create_vault",
    "is_vault",
    "list_backups",
    "open_vault",
    "restore_vault",
    "vault_in_memory",
    "verify_vault",
]
