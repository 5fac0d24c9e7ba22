"""Which pack's faces the index shows, and what its similarities mean. Kept in the index, so that it stands alone."""

import json
from dataclasses import dataclass

from photoindex.errors import NotFoundError
from photoindex.models.manifest import Thresholds
from photoindex.store.index import Connection
from photoindex.store.results import PackStamp

_KEY = "current_pack"


@dataclass(frozen=True, slots=True)
class CurrentPack:
    """The pack whose faces are shown, grouped and named."""

    stamp: PackStamp
    thresholds: Thresholds

    @property
    def fingerprint(self) -> str:
        return self.stamp.fingerprint


def current_pack(connection: Connection) -> CurrentPack | None:
    """The pack in use; None before the first scan."""
    row = connection.execute("SELECT value FROM setting WHERE key = ?", [_KEY]).fetchone()
    if row is None:
        return None
    values = json.loads(row[0])
    thresholds = Thresholds(
        verification=values["verification"],
        false_match_rates=tuple((rate, similarity) for rate, similarity in values["false_match_rates"]),
    )
    return CurrentPack(PackStamp(values["pack"], values["fingerprint"]), thresholds)


def require_current_pack(connection: Connection) -> CurrentPack:
    """The pack in use.

    Raises:
        NotFoundError: nothing was scanned yet.
    """
    pack = current_pack(connection)
    if pack is None:
        raise NotFoundError("the index is empty", hint="Fill it with `photoindex scan FOLDER`.")
    return pack


def set_current_pack(connection: Connection, pack: CurrentPack) -> None:
    value = {
        "pack": pack.stamp.name,
        "fingerprint": pack.stamp.fingerprint,
        "verification": pack.thresholds.verification,
        "false_match_rates": pack.thresholds.false_match_rates,
    }
    connection.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", [_KEY, json.dumps(value)])
