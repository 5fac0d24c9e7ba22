"""Photos in, people out: finds faces in a photo tree, groups them, lets a person name them and finds them again."""

__version__ = "0.1.0"
