"""The stages of a build and what they hand to each other: plan, batches, parts, publication."""
