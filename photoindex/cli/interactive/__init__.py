"""Ask questions in a terminal, one after another: keys, pictures, and the sitting itself."""
