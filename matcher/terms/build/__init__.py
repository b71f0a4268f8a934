"""Compiling the vocabulary from data packages: needed to build `models/`, never at run time."""
