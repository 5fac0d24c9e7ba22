"""Save and delete searches."""

from photoindex.operations.save import delete_search, save_search
from photoindex.review.actions import Ask, Body, Done, action
from photoindex.review.library import Library
from photoindex.review.wording import searching as words


def save(library: Library, body: Body) -> Done | Ask:
    """Save a query under a name; another query of this name is replaced after asking."""
    report = save_search(library.index, body.text("name"), body.text("q"), replace_other=body.flag("yes"))
    if report.decision is not None:
        return Done(words.saved(report), (report.decision.seq,))
    if report.before is not None and report.before.query != report.search.query:
        return Ask(words.before_replacing(report.before))
    return Done(words.saved(report))


def delete(library: Library, body: Body) -> Done:
    """Delete a saved search."""
    report = delete_search(library.index, body.text("name"))
    return Done(words.deleted(report), (report.decision.seq,) if report.decision else ())


ROUTES = (action("/api/searches", save), action("/api/searches/delete", delete))
