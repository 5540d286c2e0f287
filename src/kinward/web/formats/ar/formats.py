"""Arabic with western digits, as the Levant's reports print them: 28,120.5 (CLDR 44, ar, numbering latn)."""

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
