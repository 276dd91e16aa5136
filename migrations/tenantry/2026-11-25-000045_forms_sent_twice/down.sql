ALTER TABLE todos DROP COLUMN form_key;
