"""The hostile files are for the tutor alone: nothing else is to import them."""

collect_ignore = ["hostile"]
