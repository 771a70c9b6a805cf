"""What leaves the house: files, documents, comparison, publishing."""
