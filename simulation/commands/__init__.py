"""What is asked on the command line, beside what `cli.py` asks itself: the commands of scenario authors."""
