"""A meeting's papers in one document, with its ledger, and what has changed since the last."""
