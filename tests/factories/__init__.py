"""Made-up rows for tests: plain functions, one module per noun."""
