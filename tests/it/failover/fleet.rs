//! Three replicas behind HAProxy, with the file that the documentation ships.

use std::{fs, path::PathBuf, time::Duration};

use tokio::process::{Child, Command};

use crate::{
    harness::{Browser, ORIGIN, program},
    operator::server::free_port,
};

const CONFIGURATION: &str = include_str!("../../../docs/deploy/haproxy.cfg");

pub struct Fleet {
    pub port: u16,
    replicas: Vec<(u16, Child)>,
    variables: Vec<(String, String)>,
    folder: PathBuf,
    _proxy: Child,
}

impl Fleet {
    pub async fn start(folder: PathBuf, variables: &[(&str, &str)]) -> Self {
        fs::create_dir_all(&folder).unwrap();
        let port = free_port();
        let ports: Vec<_> = (0..3).map(|_| free_port()).collect();
        let mut text = CONFIGURATION.replace("127.0.0.1:8080", &format!("127.0.0.1:{port}"));
        for (number, port) in ports.iter().enumerate() {
            text = text.replace(&format!(":{}", 8081 + number), &format!(":{port}"));
        }
        let file = folder.join("haproxy.cfg");
        fs::write(&file, text).unwrap();
        let mut haproxy = Command::new("haproxy");
        haproxy.args(["-db", "-q", "-f"]).arg(&file).kill_on_drop(true);
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let mut fleet = Self {
            port,
            replicas: Vec::new(),
            variables: variables.iter().map(owned).collect(),
            folder,
            _proxy: haproxy.spawn().expect("haproxy"),
        };
        for port in ports {
            let replica = fleet.replica(port).await;
            fleet.replicas.push((port, replica));
        }
        fleet.settle().await;
        fleet
    }

    async fn replica(&self, port: u16) -> Child {
        let log = fs::File::options()
            .create(true)
            .append(true)
            .open(self.folder.join(format!("replica-{port}.log")))
            .unwrap();
        let mut command = program(&["serve"]);
        command.env("APP_BIND", format!("127.0.0.1:{port}")).env("APP_PUBLIC_URL", ORIGIN);
        command.envs(self.variables.iter().cloned()).stdout(log).kill_on_drop(true);
        let child = command.spawn().unwrap();
        is_ready(port).await;
        child
    }

    /// Waits until the proxy has noticed who is ready.
    pub async fn settle(&self) {
        is_ready(self.port).await;
        tokio::time::sleep(Duration::from_secs(2)).await;
    }

    /// Restarts one after the other, as an update does.
    pub async fn restart_each(&mut self) {
        for number in 0..self.replicas.len() {
            let (port, mut old) = self.replicas.remove(number);
            let pid = old.id().unwrap().to_string();
            let told = std::process::Command::new("kill").args(["-TERM", &pid]).status();
            assert!(told.unwrap().success());
            assert!(old.wait().await.unwrap().success(), "it ends in order");
            let new = self.replica(port).await;
            self.replicas.insert(number, (port, new));
            self.settle().await;
        }
    }

    /// Kills one in the middle of its work, and starts it again.
    pub async fn kill_one(&mut self) {
        let (port, mut old) = self.replicas.remove(0);
        old.kill().await.unwrap();
        tokio::time::sleep(Duration::from_secs(2)).await;
        let new = self.replica(port).await;
        self.replicas.insert(0, (port, new));
        self.settle().await;
    }

    pub fn visitor(&self) -> Browser {
        Browser::new(format!("http://127.0.0.1:{}", self.port))
    }
}

async fn is_ready(port: u16) {
    let mut asking = Browser::new(format!("http://127.0.0.1:{port}"));
    for _ in 0..600 {
        let request = asking.request(reqwest::Method::GET, "/readyz");
        if request.send().await.is_ok_and(|answer| answer.status() == 200) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    asking.get("/readyz").await.expect(200);
}
