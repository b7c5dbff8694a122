"""How sure a reading is: keyed forms read as if for the first time, weights fitted to what was read wrong, left out layout by layout."""
