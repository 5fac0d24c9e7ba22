"""One file for each page or group of actions. A route reads a request, calls one operation and words the result."""

import photoindex.review.numbers  # noqa: F401 - bounds the ids in the addresses of all routes
