DROP FUNCTION delete_due_user(uuid);
CREATE OR REPLACE FUNCTION delete_due_user(who uuid, at timestamptz) RETURNS boolean
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH gone AS (DELETE FROM users WHERE id = who AND deletion_due_at <= at RETURNING 1)
    SELECT EXISTS (SELECT FROM gone)
$$;
COMMENT ON FUNCTION delete_due_user(uuid, timestamptz) IS 'Deletes a person whose deletion is due; false for everybody else.';
DROP TRIGGER users_keep_former_address ON users;
DROP FUNCTION keep_former_address();
DROP TABLE former_addresses;
DROP TRIGGER todos_end_with_their_author ON todos;
DROP FUNCTION end_private_todo();
-- Nobody is left who wrote them.
ALTER TABLE todos NO FORCE ROW LEVEL SECURITY;
DELETE FROM todos WHERE author_id IS NULL;
ALTER TABLE todos FORCE ROW LEVEL SECURITY;
ALTER TABLE todos DROP CONSTRAINT todos_author_id_fkey;
ALTER TABLE todos ADD CONSTRAINT todos_author_id_fkey
    FOREIGN KEY (author_id) REFERENCES users ON DELETE CASCADE;
ALTER TABLE todos ALTER COLUMN author_id SET NOT NULL;
COMMENT ON COLUMN todos.author_id IS 'Who wrote it and may change it.';
