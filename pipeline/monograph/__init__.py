"""One page, understood: bytes → Monograph. Pure: no input and output, no clock, no logging."""
