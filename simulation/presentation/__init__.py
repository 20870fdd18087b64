"""What a planner sees: words in two languages, numbers rounded to what is known, screens and documents."""
