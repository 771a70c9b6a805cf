"""Where pages come from: a folder, any fsspec address, or a git repository."""
