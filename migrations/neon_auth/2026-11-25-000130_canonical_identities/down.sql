-- The cleaned values stay: earlier releases read them as well.
SELECT 1;
