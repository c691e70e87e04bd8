# As `words.exact` writes a moment: 1 Jul 2027, 14:20.
DATE_FORMAT = "j M Y"
DATETIME_FORMAT = "j M Y, H:i"
