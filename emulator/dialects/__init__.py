"""What makers do differently."""
