"""Vietnamese names as pure values: standardised, folded, compared."""
