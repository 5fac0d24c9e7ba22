"""Make the bytes of exported files: copies, links, and pictures with another size, format or metadata."""
