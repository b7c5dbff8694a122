"""Documents -> Forms -> DataFrames: find forms, name their parts, parse their values."""
