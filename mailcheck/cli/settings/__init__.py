"""Configuration: which keys there are, how a file is found and read, and what is in force in the end.

`keys` describes every key once. `finder` looks for the file and `reading` reads it, with `kinds` for values
and `places` for lines; `layers` lays the command line, the environment and the file over each other. `schema`
and `sample` are written from the same description.
"""
