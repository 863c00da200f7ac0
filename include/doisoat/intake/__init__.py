"""What the agencies deliver: chosen, checked against its manifest, kept as sent, then typed and standardised."""
