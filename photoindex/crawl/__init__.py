"""Walk folders and yield photo files in a stable order; decide about symlinks, hidden files and opt-outs."""

from photoindex.crawl.options import CrawlOptions, CrawlProblem, FoundFile, OptedOut, OtherFile
from photoindex.crawl.walk import crawl

__all__ = ["CrawlOptions", "CrawlProblem", "FoundFile", "OptedOut", "OtherFile", "crawl"]
