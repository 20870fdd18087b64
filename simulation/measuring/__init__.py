"""What the statistics see: towns, indicators, index, targets, composition and known regularities, year by year."""
