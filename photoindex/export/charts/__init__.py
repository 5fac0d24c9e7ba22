"""Draw charts of people and years as SVG, as PNG and as a page."""
