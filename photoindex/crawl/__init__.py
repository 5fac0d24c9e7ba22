"""Walk folders and yield photo files in a stable order. Decide which symlinks, hidden files and opted-out folders to
include.
"""

from photoindex.crawl.options import CrawlOptions, CrawlProblem, FoundFile, OptedOut, OtherFile
from photoindex.crawl.walk import crawl

__all__ = ["CrawlOptions", "CrawlProblem", "FoundFile", "OptedOut", "OtherFile", "crawl"]
