"""The council's arithmetic: votes and ranking, in whole numbers only."""
