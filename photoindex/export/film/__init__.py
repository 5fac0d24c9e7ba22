"""Write films: pictures in succession as MP4 or as an animated WebP."""
