DROP INDEX todos_completed_idx;
DROP INDEX todos_created_idx;
DROP INDEX todos_to_do_idx;
