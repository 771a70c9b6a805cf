"""Files that appear whole or not at all, below the address of a folder on this machine or in an object store."""
