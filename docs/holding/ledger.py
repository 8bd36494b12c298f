LEDGER = set()
