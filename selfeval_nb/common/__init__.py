"""What every room may use and no topic lives in: whole files, errors that speak, words, the clock."""
