"""Four roads to one gradient, side by side: by hand, by rules, by tape, by differences; and what each costs."""
