"""Clause 3.3.2, technology finance: what banks, guarantors, lessors, insurers and platforms do for firms."""
