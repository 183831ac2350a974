"""Accounts, transfers, balances, counts, and the hash chain under every append-only stream."""
