"""How well the matcher does on labelled data: verdicts, criteria, assertions, facts, and the score of whole trials.

`metrics` holds the arithmetic, `records` reads labelled data, a module for each kind of data runs the matcher on it, `show` writes
what came out, and `command` is `matcher evaluate`.
"""
