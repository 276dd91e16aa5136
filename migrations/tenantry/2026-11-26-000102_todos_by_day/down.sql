CREATE INDEX todos_created_idx ON todos (tenant_id, created_at);
CREATE INDEX todos_completed_idx ON todos (tenant_id, completed_at) WHERE completed_at IS NOT NULL;
DROP TRIGGER todos_are_summed_when_deleted ON todos;
DROP TRIGGER todos_are_summed_when_changed ON todos;
DROP TRIGGER todos_are_summed_when_created ON todos;
DROP FUNCTION sum_todos_by_day();
DROP TABLE todos_by_day;
