"""What the runs say: chances, differences, costs and patterns, read from results and never by running the model."""
