"""What towns build under clause 3.3.4: new industrial space for the old, and what makes a town good to live in."""
