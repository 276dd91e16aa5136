DROP FUNCTION fold_past_days();
