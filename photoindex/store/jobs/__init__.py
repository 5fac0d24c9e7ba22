"""Write to several tables in one transaction, and check and rescue them."""
