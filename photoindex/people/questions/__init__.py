"""Ask the user the questions whose answers settle the most faces, and explain the names that faces have."""
