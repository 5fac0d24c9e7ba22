ALLOWED: set = set()
