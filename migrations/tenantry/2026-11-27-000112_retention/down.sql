DROP FUNCTION forget_old_security_events(integer);
DROP FUNCTION forget_old_mail(integer);
