"""Find the towns around a position, without a network, from the data of GeoNames (https://www.geonames.org)."""
