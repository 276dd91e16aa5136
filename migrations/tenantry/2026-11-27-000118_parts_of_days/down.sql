DROP INDEX members_by_day_parts_idx;
DROP INDEX todos_by_day_parts_idx;
