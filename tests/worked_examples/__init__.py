"""Rules in plain numbers, one YAML file per rule, for readers who do not read code."""
