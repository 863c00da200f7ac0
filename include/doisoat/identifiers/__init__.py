"""Identity numbers and account numbers as rolls and banks write them."""
