"""Payments: who is instructed what in a period, what was said of it, and the ledger that accounts for every đồng.

Start at `plan`, then `ledger`. Pure in the middle: `pain001`, `bank_csv` and `cash_list` turn values into bytes,
`pain002` and `camt054` bytes into values.
"""
