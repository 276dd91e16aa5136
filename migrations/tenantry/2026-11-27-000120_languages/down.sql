DROP FUNCTION chosen_language(text);
ALTER TABLE users DROP COLUMN language;
