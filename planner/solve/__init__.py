"""From a built model to proven numbers and prices."""
