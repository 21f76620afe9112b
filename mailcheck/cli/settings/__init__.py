"""Configuration: which keys there are, how a file is found and read, and what is in force in the end.

`keys` describes every key once, with what its values may be. `file` reads a file and knows the line of each
value, `layers` lays the command line, the environment and the file over each other, and `in_force` finds the
file and says what comes of all three. `config_schema` and `sample` are written from the same description.
"""
