"""Linear stochastic differential equations seen at uneven times: exact, fast, and knowing no person, date or file."""
