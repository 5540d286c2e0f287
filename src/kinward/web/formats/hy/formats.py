"""Armenian writes 28 120,5 (CLDR 44, hy: group U+00A0, decimal comma)."""

DECIMAL_SEPARATOR = ","
THOUSAND_SEPARATOR = "\u00a0"
NUMBER_GROUPING = 3
