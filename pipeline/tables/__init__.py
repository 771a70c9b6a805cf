"""All pages, tidy: the promise, the rows, the checks."""
