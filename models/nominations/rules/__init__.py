"""What must hold for a nomination and its dossier: pure values in, findings out."""
