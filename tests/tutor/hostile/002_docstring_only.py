"""Here I shall write."""
