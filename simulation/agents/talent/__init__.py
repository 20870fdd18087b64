"""People for innovation (clause 3.3.1): commissioners, workstations, teams with start-ups, dual vocational training."""
