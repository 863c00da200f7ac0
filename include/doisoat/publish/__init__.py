"""What leaves: migrations of the warehouse, staging, one transaction that publishes, and the figures of a night."""
