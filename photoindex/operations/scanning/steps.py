"""Carry out the steps of a scan: take an inventory of the roots, process the files to read, and close the scan."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from photoindex.domain.outcome import Failed
from photoindex.errors import IndexLockedError
from photoindex.faces import load_analyzer
from photoindex.operations.clustering.regroup import GroupSummary
from photoindex.operations.scanning.bookkeeping import PackInUse, record, use_pack
from photoindex.operations.scanning.engines import engine_for
from photoindex.operations.scanning.inventory import Inventory, take_inventory
from photoindex.operations.scanning.job import Job, Known, Walk
from photoindex.operations.scanning.progress import ScanSummary
from photoindex.operations.scanning.renewing import renewal_of
from photoindex.operations.scanning.result_writer import last_patience
from photoindex.operations.scanning.roots import check_not_empty, check_still_there, reachable_roots
from photoindex.packs.prepared import prepare_pack
from photoindex.scan.messages import Task
from photoindex.store.tables.known_files import hashes_at, hashes_by_size
from photoindex.store.views.vector_file import forget_vectors


def inventory_of(job: Job, walk: Walk, known: Known) -> Inventory:
    """Compare the files in the roots with what the index knows, and check that the roots are usable."""
    knew_any = bool(known.files)
    inventory = take_inventory(
        job.roots,
        walk.items,
        known.files,
        inner_roots=known.inner_roots,
        wanted=job.request.wanted,
        stop=job.stop,
        looking=job.progress.looking,
        opted_out=walk.opted_out,
    )
    if inventory.whole and not job.stop.asked:
        check_not_empty(inventory, knew_any=knew_any)
    if inventory.gone:
        # A disk that vanishes during the walk makes its files look deleted.
        check_still_there(job.roots_before)
    return inventory


def process(job: Job, inventory: Inventory) -> None:
    """Run the workers on the files to be read, and store the outcomes."""
    if job.make_analyzer is None and job.cluster is None and inventory.todo:
        # The embedded pack needs this, and so do packs that another version installed or whose prepared files were
        # lost.
        prepare_pack(job.pack)
    make_analyzer = job.make_analyzer or partial(load_analyzer, job.pack, threads=1)
    writer, todo = job.writer, inventory.todo
    writer.todo = len(todo)
    options = job.request.engine_options
    options = replace(options, workers=min(options.workers, len(todo)))
    engine, workers = engine_for(
        job.cluster,
        inventory.todo,
        roots=list(job.roots_before),
        make_analyzer=make_analyzer,
        options=options,
        stop=job.stop,
    )
    if inventory.outdated:
        job.progress.renewing(renewal_of(job.index, inventory))
    job.progress.started(len(todo), inventory.unchanged, workers)
    with engine:
        for outcome in engine.run(_tasks(job, inventory)):
            if isinstance(outcome, Failed) and outcome.stage == "read":
                check_still_there(job.roots_before)
            job.progress.outcome(outcome)
            writer.take(job.thumbnails.take(outcome))
    writer.flush(hurry=job.stop.asked)
    if job.stop.asked:
        job.thumbnails.flush()
    else:
        job.thumbnails.finish(job.index)


def _tasks(job: Job, inventory: Inventory) -> Iterator[Task]:
    todo, pack = inventory.todo, job.pack.fingerprint
    hashes: dict[int, frozenset[str]] = {}
    if todo and not job.request.force:
        with job.index.reading() as connection:
            hashes = hashes_by_size(connection, pack, {file.size for file in todo})
            # A file with unchanged content is not decoded again, however many photos have the same size.
            job.writer.held = hashes_at(connection, pack, [file.path for file in todo])
    held = job.writer.held
    return (
        Task(file, hashes.get(file.size, frozenset()) | ({held[file.path]} if file.path in held else frozenset()))
        for file in todo
    )


def close(job: Job, inventory: Inventory) -> PackInUse:
    """Record what the walk found and how this scan ended. In a hurry, leave the index unchanged if it is in use."""
    hurry = job.stop.asked
    complete = inventory.whole and not inventory.older and len(inventory.todo) == job.writer.tally.files
    reachable = reachable_roots(job.index) if job.writer.shown is not None and not hurry else []
    try:
        with job.index.writing(patience=last_patience(hurry=hurry)) as connection:
            record(connection, inventory)
            job.writer.finish_run(connection, interrupted=hurry)
            done = inventory.roots if complete else []
            in_use = use_pack(connection, job.pack, done=done, reachable=reachable, hurry=hurry)
    except IndexLockedError:
        if not hurry:
            raise
        return PackInUse()
    if job.writer.replaced:
        forget_vectors(job.index.path, [job.pack.fingerprint])
    if not in_use.unseen:
        forget_vectors(job.index.path, job.pack.earlier_fingerprints)
    return in_use


def summary_of(
    job: Job, inventory: Inventory, in_use: PackInUse, groups: GroupSummary | None, seconds: float
) -> ScanSummary:
    tally = job.writer.tally
    return ScanSummary(
        pack=job.current_pack.stamp.name,
        photos=tally.photos,
        faces=tally.faces,
        copies=tally.copies,
        unchanged=inventory.unchanged + tally.same,
        older=inventory.older,
        left_out=inventory.left_out,
        videos=inventory.videos.total(),
        still_failing=inventory.still_failing,
        failed=tally.failed,
        damaged=tally.damaged,
        gone=len(inventory.gone),
        back=len(inventory.back),
        left=len(inventory.todo) - tally.files,
        walked=inventory.whole,
        unseen=in_use.unseen,
        renewing=in_use.renewing,
        kept=in_use.kept,
        unread_folders=tuple((problem.path, problem.message) for problem in inventory.problems),
        away=tuple(inventory.away),
        opted_out=tuple((folder.path, folder.marker) for folder in inventory.opted_out),
        seconds=seconds,
        interrupted=groups is None,
        persons=groups.persons if groups else 0,
        clusters=groups.clusters if groups else 0,
        single_faces=groups.single_faces if groups else 0,
        thumbnails_problem=job.thumbnails.problem,
    )
