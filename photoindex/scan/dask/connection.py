"""Connect to a Dask cluster: find it, compare versions, and check that its workers can do the job."""

import asyncio
import logging
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from photoindex.advice.actions import Action
from photoindex.advice.machines import InstallOnCluster, InstallPackage, StartWorkers
from photoindex.errors import DaskError, MissingLibraryError, PhotoIndexError
from photoindex.packs.manifest import Pack
from photoindex.scan.dask.messages import CannotSee, Job, PackMissing, Unable
from photoindex.scan.dask.packs import complete, pieces, receive_piece
from photoindex.scan.dask.worker import objection_to

if TYPE_CHECKING:
    from distributed import Client

_CONNECT_SECONDS = 5
# The time limit of the first answer. `Client` itself would wait forever if the server is not a Dask scheduler, for
# example if it is the scheduler's dashboard.
ANSWER_SECONDS = 10.0
# Workers are often started at the same time as the scan, so give them time to appear.
FIRST_WORKER_SECONDS = 10.0
_PACKAGE = "photoindex[distributed]"
_SAME_VERSIONS = "All machines need the same version."
_SILENT = "what is there does not answer as one (the dashboard's port is another)"


@contextmanager
def connected(address: str, patience: float = ANSWER_SECONDS) -> Iterator["Client"]:
    """A connection to the scheduler at an address such as tcp://host:8786; leaving the context closes it.

    Args:
        patience: the seconds to wait for its first answer.

    Raises:
        MissingLibraryError: Dask is not installed.
        DaskError: nothing answers at the address, or Dask or photoindex is missing on a machine or has another version
            there.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise MissingLibraryError(
            f"scanning on a Dask cluster needs an optional package: {error}",
            advice=InstallPackage("dask[distributed]"),
        ) from error
    with _silence():
        try:
            check_is_scheduler(asyncio.run(_identity(address, patience)), address)
            # We report differing versions ourselves, as an error.
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                client = Client(address, timeout=_CONNECT_SECONDS, set_as_default=False, name="photoindex")
        except (OSError, ValueError, TypeError) as error:
            raise DaskError(
                f"there is no Dask scheduler at {address}: {str(error) or _SILENT}",
                advice=Action.START_SCHEDULER,
            ) from error
        try:
            with answering(address):
                check_versions(client)
            yield client
        finally:
            client.close(timeout=2)


async def _identity(address: str, patience: float) -> dict[str, Any]:
    """What the server at an address says about itself.

    Raises:
        OSError: nothing answers, or the answer does not arrive in time.
        ValueError: the address is invalid.
        TypeError: the server needs certificates that are not configured.
    """
    from distributed import Security, rpc

    security = Security().get_connection_args("client")
    async with asyncio.timeout(patience), rpc(address, timeout=_CONNECT_SECONDS, connection_args=security) as it:
        identity: dict[str, Any] = await it.identity()
    return identity


def check_is_scheduler(identity: dict[str, Any], address: str) -> None:
    """
    Raises:
        DaskError: the server is a worker, not a scheduler.
    """
    if identity.get("type") in ("Worker", "Nanny"):
        scheduler = identity.get("scheduler")
        raise DaskError(
            f"the server at {address} is a Dask worker, not a scheduler",
            hint=f"Its scheduler is at {scheduler}." if scheduler else None,
            advice=None if scheduler else Action.START_SCHEDULER,
        )


@contextmanager
def answering(address: str) -> Iterator[None]:
    """Turn the errors that Dask raises when the scheduler disappears into a DaskError."""
    try:
        yield
    except (OSError, RuntimeError) as error:
        raise connection_lost(address) from error


def connection_lost(address: str) -> DaskError:
    return DaskError(f"the connection to the Dask scheduler at {address} is lost")


def check_versions(client: "Client") -> None:
    """Compare the versions of Dask and photoindex on all machines. This includes the scheduler, because it unpacks
    messages too.

    Raises:
        DaskError: the scheduler or a worker runs another version than this machine, or has no photoindex.
    """
    versions = client.get_versions(packages=["photoindex"])
    ours = versions["client"]["packages"]
    others = {"the scheduler": versions["scheduler"]} | {
        f"the worker {address}": worker for address, worker in versions["workers"].items()
    }
    for who, machine in others.items():
        theirs = machine["packages"]
        # A checkout that is not installed has no version to compare.
        if theirs.get("photoindex") is None and ours["photoindex"] is not None:
            raise DaskError(f"{who} has no photoindex", advice=InstallOnCluster(_PACKAGE))
        for package, name in (("distributed", "dask[distributed]"), ("photoindex", _PACKAGE)):
            if theirs[package] != ours[package]:
                raise DaskError(
                    f"{who} has {package} {theirs[package]}, this machine {ours[package]}",
                    hint=_SAME_VERSIONS,
                    advice=InstallOnCluster(f"{name}=={ours[package]}"),
                )


def count_threads(client: "Client") -> int:
    """The number of tasks that the cluster can work on at once."""
    return sum(client.nthreads().values())


def wait_for_workers(client: "Client", stop: Callable[[], bool], seconds: float = FIRST_WORKER_SECONDS) -> int:
    """Wait up to `seconds` for the first worker; return the number of threads of all workers.

    Raises:
        DaskError: no worker appears.
    """
    deadline = time.monotonic() + seconds
    while (threads := count_threads(client)) == 0 and not stop():
        if time.monotonic() > deadline:
            raise no_workers(client)
        time.sleep(0.2)
    return threads


def no_workers(client: "Client") -> DaskError:
    address = client.scheduler.address
    return DaskError(f"the Dask scheduler at {address} has no workers", advice=StartWorkers(address))


def prepare(client: "Client", job: Job, pack: Pack) -> None:
    """Make sure that every worker can do the job; send the pack to those that lack it.

    Raises:
        DaskError: a worker cannot do it.
    """
    for worker, answer in client.run(objection_to, job, on_error="return").items():
        if isinstance(answer, PackMissing):
            # The worker may share a folder with another worker, which may have received the pack in the meantime.
            if isinstance(_on(client, worker, objection_to, job), PackMissing):
                send_pack(client, pack, worker)
        elif answer is not None and not isinstance(answer, OSError):
            # A worker that has just disconnected is asked again when it gets its first batch, if it comes back.
            raise problem_of(worker, answer)


def send_pack(client: "Client", pack: Pack, worker: str) -> None:
    """Send the pack to a worker; nothing happens if it has disconnected in the meantime.

    Raises:
        DaskError: the worker cannot store the pack.
    """
    transfer = uuid4().hex
    parts = (partial(receive_piece, transfer, name, piece) for name, piece in pieces(pack))
    for step in chain(parts, [partial(complete, transfer, pack.fingerprint)]):
        answer = _on(client, worker, step)
        if isinstance(answer, OSError):
            return
        if isinstance(answer, Exception):
            reason = answer.message if isinstance(answer, PhotoIndexError) else repr(answer)
            raise DaskError(f"the model pack {pack.name} cannot be sent to {worker}: {reason}") from answer


def _on(client: "Client", worker: str, function: Callable[..., Any], *arguments: Any) -> Any:
    """The result of the function on this worker, or the exception that it raised there."""
    return client.run(function, *arguments, workers=[worker], on_error="return")[worker]


def problem_of(worker: str, answer: object) -> DaskError:
    """The error that says why a worker cannot do a job."""
    if isinstance(answer, CannotSee):
        return DaskError(
            f"the worker {worker} cannot read {answer.path}: {answer.reason}",
            hint="Mount the storage there.",
            advice=Action.MAP_FOLDERS,
        )
    if isinstance(answer, Unable):
        # If the error has no hint of its own, its general advice helps.
        told = answer.hint or answer.advice
        return DaskError(
            f"the worker {worker} cannot scan: {answer.message}",
            hint=answer.hint if told else None,
            advice=answer.advice if told else None,
        )
    return DaskError(
        f"the worker {worker} cannot scan: {answer!r}",
        hint="Check its environment.",
        advice=InstallOnCluster(_PACKAGE),
    )


@contextmanager
def _silence() -> Iterator[None]:
    """Silence Dask, because we report the same problems ourselves.

    Each of Dask's loggers has its own level, so each has to be silenced.
    """
    loggers = [
        logger
        for name in ["distributed", *logging.root.manager.loggerDict]
        if name.split(".")[0] == "distributed" and isinstance(logger := logging.getLogger(name), logging.Logger)
    ]
    before = [(logger, logger.level) for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in before:
            logger.setLevel(level)
