"""Files, number books and letters: what the records clerk keeps."""
