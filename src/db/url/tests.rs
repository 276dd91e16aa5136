use tokio_postgres::config::{ChannelBinding, Host, SslMode, TargetSessionAttrs};

use super::*;

fn parsed(query: &str) -> Target {
    parse(&format!("postgresql://u:p@db.example.com/app{query}")).unwrap()
}

/// Formats login, password, hosts, ports and database.
fn read(text: &str) -> String {
    let Target { servers, .. } = parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    let config = &servers[0];
    let password = String::from_utf8_lossy(config.get_password().unwrap_or_default()).into_owned();
    let host = |host: &Host| match host {
        Host::Tcp(name) => name.clone(),
        Host::Unix(path) => path.display().to_string(),
    };
    let hosts: Vec<_> = servers.iter().map(|server| host(&server.get_hosts()[0])).collect();
    let ports: Vec<_> = servers.iter().map(|server| server.get_ports()[0].to_string()).collect();
    let (user, database) = (config.get_user(), config.get_dbname());
    let (user, database) = (user.unwrap_or("-"), database.unwrap_or("-"));
    format!("{user} {password} {} {} {database}", hosts.join(","), ports.join(","))
}

#[test]
fn what_libpq_reads_is_read() {
    for (text, expected) in [
        ("postgres://u:p@localhost/d", "u p localhost 5432 d"),
        ("POSTGRESQL://u:p@localhost:5433/d", "u p localhost 5433 d"),
        ("postgresql://localhost", "-  localhost 5432 -"),
        ("postgresql://localhost:/d", "-  localhost 5432 d"),
        ("postgresql://u@[::1]:5433/d", "u  ::1 5433 d"),
        ("postgresql://u:p@127.0.0.2/d", "u p 127.0.0.2 5432 d"),
        ("postgresql:///d?host=/var/run/postgresql", "-  /var/run/postgresql 5432 d"),
        ("postgresql://%2Fvar%2Frun%2Fpostgresql/d", "-  /var/run/postgresql 5432 d"),
        (
            "postgresql:///?host=localhost&port=5433&user=u&password=p&dbname=d",
            "u p localhost 5433 d",
        ),
        ("postgresql://u:p@h1,h2:5433/d?sslmode=require", "u p h1,h2 5432,5433 d"),
        ("postgresql://u:p@/d?host=h1,h2&port=6432&sslmode=require", "u p h1,h2 6432,6432 d"),
        // Passwords with special characters, as long as they're unambiguous.
        ("postgresql://u:p%40ss%2Fw%23rd@localhost/d", "u p@ss/w#rd localhost 5432 d"),
        ("postgresql://u:p@ss@localhost/d", "u p@ss localhost 5432 d"),
        ("postgresql://u:p#w:rd@localhost/d", "u p#w:rd localhost 5432 d"),
        ("postgresql://u:a+b c@localhost/d", "u a+b c localhost 5432 d"),
        ("postgresql://u:@localhost/my%20data", "u  localhost 5432 my data"),
        // The URL as consoles print it.
        ("psql 'postgresql://u:p@localhost/d'", "u p localhost 5432 d"),
        ("\"postgresql://u:p@localhost/d\"", "u p localhost 5432 d"),
    ] {
        assert_eq!(read(text), expected, "{text}");
    }
}

#[test]
fn what_is_not_read_is_refused_with_the_right_sentence() {
    for (text, words) in [
        ("nonsense", "postgresql://user:password@host/database"),
        ("mysql://u@h/d", "must be postgres://"),
        ("jdbc:postgresql://h/d?user=u&password=p", "leave jdbc: away"),
        ("host=db.example.com dbname=app user=u password=p", "list of words"),
        ("Host=db;Username=u;Password=p;Database=app", "list of words"),
        ("postgresql://u:p@ss/w#rd@db.example.com/app?sslmode=require", "percent-encode"),
        ("postgresql://u:p/w@db.example.com/app", "percent-encode"),
        ("postgresql://u:p?w@db.example.com/app", "percent-encode"),
        ("postgresql://u:100%@localhost/d", "percent-encode"),
        ("postgresql://u:p@localhost:none/d", "number from 1 to 65535"),
        ("postgresql://u:p@localhost:0/d", "number from 1 to 65535"),
        ("postgresql://u:p@localhost:70000/d", "number from 1 to 65535"),
        ("postgresql://u:p@::1/d", "in brackets"),
        ("postgresql:///d", "?host=/var/run/postgresql"),
        ("postgresql:///d?host=h1,h2,h3&port=1,2", "one for each"),
        ("postgres://u@localhost/d?sslmode=maybe", "require, verify-full or disable"),
        ("postgres://u@localhost/d?sslmode=no-verify", "require, verify-full or disable"),
        ("postgres://u@localhost/d?channel_binding=yes", "require, prefer or disable"),
        ("postgres://u@localhost/d?connect_timeout=soon", "seconds"),
        ("postgres://u@localhost/d?sslcert=/a&sslkey=/b", "password"),
        ("postgres://u@localhost/d?target_session_attrs=standby", "read-write"),
        ("postgres://u:p@db.example.com/app", "sslmode=require"),
        ("postgres://u:p@localhost,db.example.com/app", "sslmode=require"),
    ] {
        let refused = parse(text).err().unwrap_or_else(|| panic!("{text} is read"));
        let said = refused.to_string();
        assert!(said.contains(words), "{text}: {said}");
        assert!(!said.contains("db.example.com"), "the URL is told: {said}");
    }
}

#[test]
fn neons_urls_are_taken_as_printed() {
    let target = parsed("?sslmode=require&channel_binding=require");
    assert_eq!(target.servers[0].get_ssl_mode(), SslMode::Require);
    assert_eq!(target.servers[0].get_channel_binding(), ChannelBinding::Require);
    assert!(target.warnings.is_empty());
    assert_eq!(parsed("?sslmode=verify-full").servers[0].get_ssl_mode(), SslMode::Require);
}

#[test]
fn sqlalchemys_spelling_is_taken_with_a_warning() {
    let target = parse("postgresql+asyncpg://u:p@db.example.com/app?ssl=require").unwrap();
    assert_eq!(target.servers[0].get_ssl_mode(), SslMode::Require);
    assert_eq!(target.warnings.len(), 2);
}

#[test]
fn a_remote_server_is_not_reached_in_the_clear_by_accident() {
    for query in ["", "?sslmode=prefer", "?sslmode=allow"] {
        let refused = parse(&format!("postgres://u:p@db.example.com/app{query}"));
        assert_eq!(refused.err(), Some(InvalidUrl::Cleartext), "{query}");
    }
    assert_eq!(parsed("?sslmode=disable").servers[0].get_ssl_mode(), SslMode::Disable);
    let here = parse("postgres://u:p@localhost/app?sslmode=prefer").unwrap();
    assert_eq!(here.servers[0].get_ssl_mode(), SslMode::Prefer);
}

#[test]
fn of_several_servers_the_primary_is_wanted() {
    let wanted =
        |query| parse(&format!("postgres://u:p@h1,h2/app?sslmode=require{query}")).unwrap();
    let attributes = |query| wanted(query).servers[0].get_target_session_attrs();
    assert_eq!(attributes(""), TargetSessionAttrs::ReadWrite);
    assert_eq!(attributes("&target_session_attrs=primary"), TargetSessionAttrs::ReadWrite);
    assert_eq!(attributes("&target_session_attrs=any"), TargetSessionAttrs::Any);
    assert_eq!(
        parsed("?sslmode=require").servers[0].get_target_session_attrs(),
        TargetSessionAttrs::Any
    );
    let seconds = wanted("&connect_timeout=4").servers[0].get_connect_timeout().unwrap().as_secs();
    assert_eq!(seconds, 4);
}

#[test]
fn a_network_of_ones_own_is_told_from_the_others() {
    let exposed = |host: &str| exposed(&Host::Tcp(host.to_owned())).is_some();
    assert!(exposed("db.example.com") && exposed("203.0.113.7") && exposed("2001:db8::1"));
    for own in ["db", "localhost", "127.0.0.1", "10.1.2.3", "::1", "fd00::1"] {
        assert!(!exposed(own), "{own}");
    }
}

#[test]
fn poolers_options_are_dropped() {
    assert_eq!(parsed("?sslmode=require&pgbouncer=true").warnings.len(), 1);
    assert_eq!(parsed("?sslmode=require&sslrootcert=/ca.pem").root_cert.unwrap(), "/ca.pem");
    assert_eq!(parsed("?sslmode=require&sslrootcert=system").root_cert, None);
}

#[test]
fn another_login_takes_hosts_database_and_options_along() {
    for (text, expected) in [
        (
            "postgresql://u:p@h1,h2:5433/d?sslmode=require",
            "postgresql://web:n%40w@h1,h2:5433/d?sslmode=require",
        ),
        ("psql 'postgres://u:p@ss@localhost/d'", "postgres://web:n%40w@localhost/d"),
        ("postgres:///d?host=/run&user=u&password=p", "postgres://web:n%40w@/d?host=/run"),
        ("postgres://localhost", "postgres://web:n%40w@localhost/"),
    ] {
        assert_eq!(with_login(text, "web", "n@w").unwrap(), expected);
        assert!(parse(expected).is_ok(), "{expected}");
    }
}
