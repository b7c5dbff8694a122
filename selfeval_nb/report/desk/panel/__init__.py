"""The widgets of the desk: a page a kind of work, and what is common to them."""
