"""Install packs, and see what an installation leaves behind."""

from pathlib import Path
from typing import Any

from photoindex.packs.install import install_pack
from photoindex.packs.manifest import Pack
from photoindex.packs.plan import plan_install


def install(source: str | Path, *, force: bool = False, **options: Any) -> Pack:
    return install_pack(plan_install(str(source), force=force, **options), force=force)


def left_behind(packs: Path) -> list[str]:
    """The content of the packs folder besides the lock."""
    return sorted(path.name for path in packs.iterdir() if path.name != ".lock") if packs.exists() else []
