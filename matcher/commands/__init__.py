"""Commands of the `matcher` program that have a module of their own; `matcher.cli` puts them together."""
