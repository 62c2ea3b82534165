## What a command is for (Discord shows 100 characters of it), and each of its parameters.

command-help = what can be typed
