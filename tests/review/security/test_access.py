"""Tokens, tickets and sessions."""

import re

import pytest

from photoindex.review.security.access import Access

ME, SOMEBODY = 1000, 1001


@pytest.fixture
def mine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: ME)


def test_every_start_has_secrets_of_its_own_that_nobody_can_guess() -> None:
    secrets = [secret for access in (Access(1), Access(1)) for secret in (access.token, access.ticket)]
    assert len(set(secrets)) == 4
    assert all(re.fullmatch(r"[\w-]{43}", secret) for secret in secrets)


def test_the_cookie_of_each_port_has_its_own_name() -> None:
    assert Access(8000).cookie == "photoindex-8000"


def test_a_token_opens_several_browsers_and_each_gets_its_own_session() -> None:
    access = Access(1)
    first, second = access.open(access.token, None), access.open(access.token, None)
    assert first and second and first != second
    assert access.token not in (first, second)
    assert access.admits(first, None) and access.admits(second, None)


@pytest.mark.parametrize("secret", ["", "x", "ä" * 43, "\udcff", "x" * 100_000])
def test_a_wrong_secret_opens_nothing(secret: str) -> None:
    access = Access(1)
    session = access.open(access.token, None)
    assert access.open(secret, None) is None
    assert not access.admits(secret, None)
    assert access.open(session or "", None) is None
    assert not access.admits(access.token, None)


def test_a_longer_text_that_begins_like_the_token_opens_nothing() -> None:
    access = Access(1)
    assert access.open(access.token + "x", None) is None
    assert access.open(access.token[:-1], None) is None


def test_a_ticket_works_once() -> None:
    access = Access(1, command_lines_are_public=False)
    assert access.open(access.ticket, None) is not None
    assert access.open(access.ticket, None) is None
    assert access.open(access.token, None) is not None


@pytest.mark.usefixtures("mine")
@pytest.mark.parametrize("uid", [SOMEBODY, None])
def test_a_ticket_read_from_the_command_line_of_the_browser_is_useless_to_others(uid: int | None) -> None:
    access = Access(1, command_lines_are_public=True)
    assert access.open(access.ticket, uid) is None
    # The user's own browser is still accepted.
    assert access.open(access.ticket, ME) is not None


def test_a_session_is_useless_to_another_user() -> None:
    access = Access(1)
    session = access.open(access.token, ME) or ""
    assert access.admits(session, ME)
    assert not access.admits(session, SOMEBODY)


def test_a_session_works_where_nobody_knows_who_owns_a_connection() -> None:
    access = Access(1)
    known, unknown = access.open(access.token, ME) or "", access.open(access.token, None) or ""
    assert access.admits(known, None) and access.admits(unknown, ME)


def test_the_oldest_of_many_sessions_end_first() -> None:
    access = Access(1)
    sessions = [access.open(access.token, None) or "" for _ in range(70)]
    assert [access.admits(session, None) for session in sessions] == [False] * 6 + [True] * 64
