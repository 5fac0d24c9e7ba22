"""Record the pack whose faces the index shows, and what the similarities of that pack mean. Thanks to this record, the
index can be used without the pack.
"""

import json
from dataclasses import dataclass

from photoindex.advice.actions import Action
from photoindex.domain.thresholds import Thresholds
from photoindex.errors import IndexDamagedError, NotFoundError
from photoindex.foreign_json import parse_json
from photoindex.store.database.connection import Connection

_KEY = "current_pack"


@dataclass(frozen=True, slots=True)
class PackStamp:
    """The pack that computed a result."""

    name: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class CurrentPack:
    """The pack whose faces are shown, clustered and named."""

    stamp: PackStamp
    thresholds: Thresholds

    @property
    def fingerprint(self) -> str:
        return self.stamp.fingerprint


def current_pack(connection: Connection) -> CurrentPack | None:
    """The pack in use; None before the first scan.

    Raises:
        IndexDamagedError: the stored value cannot come from a scan.
    """
    row = connection.execute("SELECT value FROM setting WHERE key = ?", [_KEY]).fetchone()
    if row is None:
        return None
    try:
        values = parse_json(row[0])
        thresholds = Thresholds(
            verification=float(values["verification"]),
            false_match_rates=tuple(
                (float(rate), float(similarity)) for rate, similarity in values["false_match_rates"]
            ),
        )
        return CurrentPack(PackStamp(str(values["pack"]), str(values["fingerprint"])), thresholds)
    except (ValueError, KeyError, TypeError) as error:
        raise IndexDamagedError("it does not say which model pack is in use") from error


def require_current_pack(connection: Connection) -> CurrentPack:
    """The pack in use.

    Raises:
        NotFoundError: nothing has been scanned yet.
    """
    pack = current_pack(connection)
    if pack is None:
        raise NotFoundError("the index is empty", advice=Action.SCAN_FOLDER)
    return pack


def set_current_pack(connection: Connection, pack: CurrentPack) -> None:
    value = {
        "pack": pack.stamp.name,
        "fingerprint": pack.stamp.fingerprint,
        "verification": pack.thresholds.verification,
        "false_match_rates": pack.thresholds.false_match_rates,
    }
    connection.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", [_KEY, json.dumps(value)])
