"""What a user typed in, a query over people and dates out."""
