"""Photos and faces in, folders, slideshow pages and contact sheets out."""
