"""Write to several tables in one transaction; check and rescue the tables."""
