"""Turn photos into the planned files of each kind of export."""
