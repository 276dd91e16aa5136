ALTER TABLE todos ADD COLUMN form_key uuid;
CREATE UNIQUE INDEX todos_one_per_form ON todos (tenant_id, form_key) WHERE form_key IS NOT NULL;

COMMENT ON COLUMN todos.form_key IS 'The form it was sent with, so that one sent twice makes one; NULL where there was none.';
