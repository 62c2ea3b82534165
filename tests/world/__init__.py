"""A simulated world around the real engine, ledger and paper exchange: seeded faults, checked laws, and mutants."""
