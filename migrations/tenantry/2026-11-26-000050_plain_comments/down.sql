-- The comments stay: the schema is the same with both.
SELECT;
