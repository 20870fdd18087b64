"""What investment funds of clause 3.3.2 share: their terms, the firms they look at, the stakes they hold."""
