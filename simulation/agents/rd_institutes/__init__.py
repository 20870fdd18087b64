"""Clause 3.1.1, who founds and runs research institutes: a town with a university, or a leading firm of its own."""
