"""Clause 3.1.1, incubators: who asks for a place, who moves in, and when tenants leave."""
