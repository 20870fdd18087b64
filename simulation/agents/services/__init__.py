"""Services for innovation that towns open and firms use: makerspaces, shared instruments, help with patents."""
