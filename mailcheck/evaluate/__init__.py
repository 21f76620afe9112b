"""What receivers compute from answers."""
