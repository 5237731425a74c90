"""What every connector is made of: speaks protocols, knows no vendor."""
