"""Put records into the words of the review page."""
