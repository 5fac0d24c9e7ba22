"""Show one person through the years: one face after another, with the eyes in the same place."""
