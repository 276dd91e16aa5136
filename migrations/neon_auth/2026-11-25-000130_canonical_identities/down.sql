-- What was cleaned stays so: earlier releases read it as well.
SELECT 1;
