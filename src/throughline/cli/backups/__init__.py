"""Backups: everything in one snapshot, encrypted, with the data keys in a file apart.

A content file (`content-….tlc`) holds every row but the data keys. A keys file (`keys-….tlk`) holds the data
keys; only the newest is kept. So words that were erased after a content file was written cannot be read out
of it: their key is in no keys file that is left. Both are encrypted under keys derived from the master key,
which is in neither.
"""

from throughline.cli.backups.restoring import Restored, restore
from throughline.cli.backups.writing import Written, write

__all__ = ["Restored", "Written", "restore", "write"]
