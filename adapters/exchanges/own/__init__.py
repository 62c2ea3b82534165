"""Exchanges that ccxt does not have, as ccxt classes of our own; each is imported only where an account uses it."""
