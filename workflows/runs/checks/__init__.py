"""What the doctor looks at, one module per invariant; each asks our tables only."""
