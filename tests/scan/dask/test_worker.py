"""What a worker of a Dask cluster says about a job before it begins."""

from photoindex import __version__
from photoindex.packs.recipe import RECIPE
from photoindex.scan.dask.messages import Job, Unable
from photoindex.scan.dask.worker import objection_to
from photoindex.scan.engine import EngineOptions


def test_a_worker_that_embeds_faces_with_another_recipe_is_refused() -> None:
    job = Job("scan", __version__, "pack", EngineOptions(workers=1), (), recipe=RECIPE + 1)
    answer = objection_to(job)
    assert isinstance(answer, Unable)
    assert answer.message == f"it embeds faces with recipe {RECIPE}, this is recipe {RECIPE + 1}"
    assert answer.hint == "All machines need the same version."
