"""Keep lists of people, clusters and questions in memory for a process that shows them."""
