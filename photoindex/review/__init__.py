"""The review page: requests from the user's own browser in, pages and decisions out."""
