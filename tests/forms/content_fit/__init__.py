"""What a cell of a form is by its text: keyed forms read right, a small linear model fitted to them, tested on layouts left out."""
