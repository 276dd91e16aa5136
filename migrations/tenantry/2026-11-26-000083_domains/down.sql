DROP FUNCTION take_domains_to_check();
DROP POLICY removals_of_the_current_user ON removed_members;
DROP TABLE domains;
