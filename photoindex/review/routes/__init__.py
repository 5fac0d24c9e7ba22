"""One file for each page or group of actions. A route reads a request, calls one operation and words the result."""
