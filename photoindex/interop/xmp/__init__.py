"""Read and write names in XMP packets: inside photos, and in the sidecar files beside them."""
