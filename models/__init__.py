"""What is true: tables, words, permissions and pure rules."""
