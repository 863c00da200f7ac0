"""Watch: sources, nights, quality, drift of the matching, coverage. Figures only, no person's data."""
