//! The measured requests and their targets.

use tenantry::secret::digest_hex;

use super::{
    client::Connection,
    database::Database,
    server::{Server, get, post},
    table::{Table, Target},
    window::{CONNECTIONS, Cost, Plan},
};

/// Number of turns both servers take; the median counts.
const ROUNDS: usize = 3;

/// Number of different people who send requests.
const PEOPLE: usize = 48;

/// One row of the table.
pub struct Item {
    pub name: &'static str,
    pub app: Plan,
    pub beside: Beside,
    pub target: Target,
    /// Takes about half a second on the machine this was written on.
    pub count: usize,
}

/// The request that an item is compared with.
pub enum Beside {
    Bare(Plan),
    /// Another plan of the same server.
    Same(Plan),
}

/// A person in the seeded database.
pub struct Person {
    number: usize,
    /// A tenant they belong to.
    pub slug: String,
    cookie: String,
}

impl Person {
    /// Signs in with the provider's session, as a browser does.
    async fn sign_in(app: &Server, number: usize) -> Self {
        let mut connection = Connection::open(app.address).await.unwrap();
        let reply = connection.send(&callback("/auth/neon-callback", number)).await.unwrap();
        assert_eq!(reply.status, 200, "{}{}", reply.head, connection.body(&reply));
        let cookie = reply.cookie("tenantry").expect("a session's cookie");
        let tenant = if number < 3 { 1 } else { 1 + (number - 3) * 2 * 7919 % 2000 };
        Self { number, slug: format!("tenant-{tenant}"), cookie }
    }

    fn bearer(&self) -> String {
        format!("Bearer {}", self.token())
    }

    /// Returns the token of the session that the seed gave them.
    fn token(&self) -> String {
        digest_hex(&format!("ours{}", self.number))[..43].to_owned()
    }

    pub fn page(&self, path: &str) -> Vec<u8> {
        get(path, &[("cookie", &self.cookie), ("accept", "text/html")])
    }

    fn bare(&self, path: &str) -> Vec<u8> {
        get(path, &[("authorization", &self.bearer())])
    }
}

/// Builds the callback's request with a person's provider token.
fn callback(path: &str, number: usize) -> Vec<u8> {
    let token = &digest_hex(&format!("provider{number}"))[..32];
    post(path, &[], &format!("{{\"token\":\"{token}\"}}"))
}

const fn target(app: f64, postgres: Option<f64>) -> Target {
    Target { app: Some(app), postgres, p50: None }
}

/// Signs in the people who send requests.
pub async fn people(app: &Server) -> Vec<Person> {
    let mut people = Vec::new();
    for number in 100..100 + PEOPLE {
        people.push(Person::sign_in(app, number).await);
    }
    people
}

pub async fn items(app: &Server) -> Vec<Item> {
    let people = people(app).await;
    let twenty = Person::sign_in(app, 1).await;
    let many = Person::sign_in(app, 2).await;
    let mut all = open();
    all.extend(signed_in(&people));
    all.extend(picker(&twenty, &many));
    all.extend(callbacks());
    all
}

/// Requests that need no statement.
fn open() -> Vec<Item> {
    let one = |status, request: Vec<u8>| Plan::new(status, [request]);
    let me = |headers: &[(&str, &str)]| get("/api/v1/auth/me", headers);
    let malformed = [("authorization", "Bearer not-a-token")];
    let flipped = [("cookie", "__Host-tenantry=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")];
    let bare = || Beside::Bare(one(401, get("/me", &[])));
    let silent = target(2.0, Some(0.0));
    vec![
        Item {
            name: "liveness",
            app: one(200, get("/healthz", &[])),
            beside: Beside::Bare(one(200, get("/healthz", &[]))),
            target: Target::default(),
            count: 20_000,
        },
        Item {
            name: "no credential",
            app: one(401, me(&[])),
            beside: bare(),
            target: silent,
            count: 20_000,
        },
        Item {
            name: "malformed bearer",
            app: one(401, me(&malformed)),
            beside: bare(),
            target: silent,
            count: 20_000,
        },
        Item {
            name: "malformed cookie",
            app: one(401, me(&flipped)),
            beside: bare(),
            target: silent,
            count: 20_000,
        },
    ]
}

fn signed_in(people: &[Person]) -> Vec<Item> {
    let plan = |request: &dyn Fn(&Person) -> Vec<u8>| Plan::new(200, people.iter().map(request));
    let bare = |path: &str| {
        Beside::Bare(plan(&|person| person.bare(&path.replace("{slug}", &person.slug))))
    };
    let page =
        |section: &str| plan(&|person| person.page(&format!("/o/{}/{section}", person.slug)));
    let api = |path: &str| {
        plan(&|person| {
            let path = format!("/api/v1{}", path.replace("{slug}", &person.slug));
            get(&path, &[("authorization", &person.bearer())])
        })
    };
    let compressed = plan(&|person| {
        let headers =
            [("cookie", person.cookie.as_str()), ("accept-encoding", "gzip, deflate, br")];
        get(&format!("/o/{}/dashboard", person.slug), &headers)
    });
    let small = target(1.5, Some(1.3));
    vec![
        Item {
            name: "who am I, bearer",
            app: api("/auth/me"),
            beside: bare("/me"),
            target: small,
            count: 8_000,
        },
        Item {
            name: "who am I, cookie",
            app: plan(&|person| get("/api/v1/auth/me", &[("cookie", &person.cookie)])),
            beside: bare("/me"),
            target: small,
            count: 8_000,
        },
        Item {
            name: "20 todos, JSON",
            app: api("/tenants/{slug}/todos"),
            beside: bare("/todos/{slug}"),
            target: small,
            count: 4_000,
        },
        Item {
            name: "20 todos, page",
            app: page("todos"),
            beside: bare("/page/todos/{slug}"),
            target: Target::default(),
            count: 2_000,
        },
        Item {
            name: "dashboard",
            app: page("dashboard"),
            beside: bare("/page/dashboard/{slug}"),
            target: target(1.5, None),
            count: 2_000,
        },
        Item {
            name: "dashboard, compressed",
            app: compressed,
            beside: Beside::Same(page("dashboard")),
            target: Target::default(),
            count: 1_500,
        },
    ]
}

fn picker(twenty: &Person, many: &Person) -> Vec<Item> {
    let path = "/auth/select-tenant";
    let bare = |person: &Person| {
        Plan::new(200, [get("/page/select", &[("authorization", &person.bearer())])])
    };
    let page = |person: &Person| Plan::new(200, [person.page(path)]);
    vec![
        Item {
            name: "select-tenant, 20",
            app: page(twenty),
            beside: Beside::Bare(bare(twenty)),
            target: target(1.0, None),
            count: 2_500,
        },
        Item {
            name: "select-tenant, 200 beside 20",
            app: page(many),
            beside: Beside::Same(page(twenty)),
            target: target(2.0, Some(2.0)),
            count: 2_500,
        },
    ]
}

fn callbacks() -> Vec<Item> {
    let people = 1_000..1_400;
    let good = |path: &str| Plan::new(200, people.clone().map(|number| callback(path, number)));
    let strangers = 20_000..20_400;
    let bad = |path: &str| Plan::new(401, strangers.clone().map(|number| callback(path, number)));
    let (ours, bare) = ("/auth/neon-callback", "/callback");
    vec![
        Item {
            name: "callback, good token",
            app: good(ours),
            beside: Beside::Bare(good(bare)),
            target: target(3.0, None),
            count: 1_500,
        },
        Item {
            name: "callback, unknown token",
            app: bad(ours),
            beside: Beside::Bare(bad(bare)),
            target: target(3.0, Some(1.3)),
            count: 6_000,
        },
        Item {
            name: "callback, unknown beside good",
            app: bad(ours),
            beside: Beside::Same(good(ours)),
            target: target(1.0, Some(1.0)),
            count: 1_500,
        },
    ]
}

/// Measures the cost of logging: the same requests to a server that logs warnings only.
pub async fn logging(database: &Database, bare: &Server, table: &mut Table) {
    let quiet = Server::app(database, &[("RUST_LOG", "warn")]).await;
    for mut item in items(&quiet).await {
        let name = match item.name {
            "liveness" => "liveness, log level warn",
            "who am I, bearer" => "who am I, bearer, log level warn",
            _ => continue,
        };
        item.name = name;
        item.target = Target::default();
        item.measure(&quiet, bare, database, table).await;
    }
}

impl Item {
    /// Lets both take turns, so that other load on the machine affects both.
    pub async fn measure(
        &self,
        app: &Server,
        bare: &Server,
        database: &Database,
        table: &mut Table,
    ) {
        let (other, beside) = match &self.beside {
            Beside::Bare(plan) => (bare, plan),
            Beside::Same(plan) => (app, plan),
        };
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        // Lets every connection prepare and plan its statements first.
        self.app.send(app, CONNECTIONS, 300).await;
        beside.send(other, CONNECTIONS, 300).await;
        for _ in 0..ROUNDS {
            theirs.push(beside.run(other, database.postmaster, self.count).await);
            ours.push(self.app.run(app, database.postmaster, self.count).await);
        }
        table.request(self.name, median(ours), median(theirs), self.target);
    }
}

/// Takes the median of every figure.
fn median(costs: Vec<Cost>) -> Cost {
    let middle = |figure: &dyn Fn(&Cost) -> f64| {
        let mut all: Vec<_> = costs.iter().map(figure).collect();
        all.sort_by(f64::total_cmp);
        all[all.len() / 2]
    };
    let mut cost = costs[0];
    cost.app = middle(&|cost| cost.app);
    cost.postgres = middle(&|cost| cost.postgres);
    cost.per_second = middle(&|cost| cost.per_second);
    let by = |of: &dyn Fn(&Cost) -> std::time::Duration| {
        let mut all: Vec<_> = costs.iter().map(of).collect();
        all.sort();
        all[all.len() / 2]
    };
    (cost.p50, cost.p99) = (by(&|cost| cost.p50), by(&|cost| cost.p99));
    cost
}
