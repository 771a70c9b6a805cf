"""How fast the pipeline is, beside the least that such a build can take and what else one could use."""
