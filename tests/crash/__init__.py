"""Real processes that are killed at the worst moments, and a living exchange that knows what truly happened."""
