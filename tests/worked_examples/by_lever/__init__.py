"""Which rule a file of worked examples is about: one module per lever, each with its `RULES` by file name."""
