"""What PyYAML raises about text that it cannot read; its constructors let through what Python says of values."""

import yaml

YAML_FAULTS = (yaml.YAMLError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError)
"""All but the first are about values that are not what they look like: the 45th of a month, ``!!int x``."""
