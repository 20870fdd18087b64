"""Working with partners outside: projects with universities and institutes, research units abroad."""
