"""What holds the prose to the code: every formula, number, code span, command and link outside the cards."""
