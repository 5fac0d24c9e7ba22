"""Folders in, photo files out in a stable order: symlinks, hidden files and opt-outs are decided here."""

from photoindex.crawl.options import CrawlOptions, CrawlProblem, FoundFile, OptedOut, OtherFile
from photoindex.crawl.walk import crawl

__all__ = ["CrawlOptions", "CrawlProblem", "FoundFile", "OptedOut", "OtherFile", "crawl"]
