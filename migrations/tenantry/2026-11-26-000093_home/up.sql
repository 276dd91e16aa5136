-- A person's first page reads what they are to do, and what happened on the last days, however
-- many todos the organization has. Below row-level security an index may serve CASE, but not
-- coalesce().
CREATE INDEX todos_to_do_idx ON todos
    (tenant_id, (CASE WHEN assignee_id IS NULL THEN author_id ELSE assignee_id END), due_rank, id)
    WHERE completed_at IS NULL;
CREATE INDEX todos_created_idx ON todos (tenant_id, created_at);
CREATE INDEX todos_completed_idx ON todos (tenant_id, completed_at) WHERE completed_at IS NOT NULL;
