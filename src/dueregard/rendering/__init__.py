"""Papers and lists written as HTML, DOCX, PDF, JSON, text and spreadsheets."""
