"""Backup and restore: the database and the originals together, every byte with its digest.

The database is dumped first and the originals are copied after it. Originals are written once and never changed, so
the copy holds at least every file the dump knows. The keys are not in the backup: who steals it reads no names. Keep
the secrets file apart; the manifest says which one belongs to it.
"""

from anxin.config.backup.making import backup
from anxin.config.backup.manifest import BadBackup, verify
from anxin.config.backup.restoring import restore

__all__ = ["BadBackup", "backup", "restore", "verify"]
