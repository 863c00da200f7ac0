"""Dates as rolls and banks write them."""
