CREATE TABLE todos (
    tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    id uuid NOT NULL,
    author_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    title varchar NOT NULL CONSTRAINT todos_title_length CHECK (char_length(title) BETWEEN 1 AND 500),
    shared boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL,
    completed_at timestamptz,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX todos_author_idx ON todos (tenant_id, author_id, id);
CREATE INDEX todos_shared_idx ON todos (tenant_id, id) WHERE shared;

COMMENT ON TABLE todos IS 'The example feature: things to do, private to their author or shared.';
COMMENT ON COLUMN todos.tenant_id IS 'The organization it belongs to.';
COMMENT ON COLUMN todos.id IS 'Sorts by age (UUID version 7).';
COMMENT ON COLUMN todos.author_id IS 'Who wrote it and may change it.';
COMMENT ON COLUMN todos.title IS 'What is to be done.';
COMMENT ON COLUMN todos.shared IS 'Whether the other members see it.';
COMMENT ON COLUMN todos.created_at IS 'When it was written.';
COMMENT ON COLUMN todos.completed_at IS 'When it was done; NULL while it is open.';

ALTER TABLE todos ENABLE ROW LEVEL SECURITY;
ALTER TABLE todos FORCE ROW LEVEL SECURITY;
CREATE POLICY todos_of_the_current_tenant ON todos
    USING (tenant_id = current_tenant_id()) WITH CHECK (tenant_id = current_tenant_id());

GRANT SELECT, INSERT, UPDATE, DELETE ON todos TO tenantry_app;
