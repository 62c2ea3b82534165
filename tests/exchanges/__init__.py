"""What every exchange must do: golden requests, the guard, outcome tables, readings."""
