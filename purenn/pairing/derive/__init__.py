"""The book derived by rules, from the forward equations and the cost alone."""
