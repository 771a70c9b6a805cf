"""What runs on a schedule need beside the stages: turns, workers, freshness, upstream, summaries."""
