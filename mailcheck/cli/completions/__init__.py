"""Writes completion scripts, a module for each shell."""
