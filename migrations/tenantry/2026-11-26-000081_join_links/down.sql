DROP FUNCTION address_fits(text, varchar[]);
DROP TABLE join_links;
