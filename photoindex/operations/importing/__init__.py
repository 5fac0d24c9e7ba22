"""Find the photos and faces that other programs name, and plan what to record about them."""
