"""What turns the pages into the book: plain functions of text, and one thin caller (hook.py)."""
