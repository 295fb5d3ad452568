"""What three nouns use and what knows no noun."""
