"""The printer fleet; of core it imports core.wire and nothing else."""
