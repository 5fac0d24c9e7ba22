"""Contact sheets: which faces are on them, and the pictures of these faces."""
