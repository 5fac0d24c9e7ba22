"""photoindex prune, as a user types it."""

from tests.terminal import Terminal


def test_prune_needs_either_dry_run_or_yes(terminal: Terminal) -> None:
    assert terminal("prune").code == 2
    assert terminal("prune", "--dry-run", "--yes").code == 2
    ran = terminal("prune", "--dry-run")
    assert (ran.code, ran.out) == (0, "Would remove 0 files, 0 photos and 0 faces.\n")
    ran = terminal("prune", "--yes")
    assert ran.out == "Removed 0 files, 0 photos and 0 faces.\n"
    assert ran.err.startswith("Removing 0 files")
