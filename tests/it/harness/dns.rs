use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use hickory_proto::{
    op::{Message, ResponseCode},
    rr::{RData, Record, RecordType, rdata::TXT},
};
use tokio::net::UdpSocket;

/// A DNS server of the test's own.
#[derive(Clone)]
pub struct Dns {
    pub address: SocketAddr,
    zone: Arc<Mutex<Zone>>,
}

#[derive(Default)]
struct Zone {
    texts: HashMap<String, String>,
    /// Says nothing to anybody.
    silent: bool,
    asked: usize,
}

impl Dns {
    pub async fn start() -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let (address, zone) = (socket.local_addr().unwrap(), Arc::<Mutex<Zone>>::default());
        let served = Arc::clone(&zone);
        tokio::spawn(async move {
            let mut buffer = vec![0; 4096];
            while let Ok((length, client)) = socket.recv_from(&mut buffer).await {
                if let Some(answer) = answer(&served, &buffer[..length]) {
                    socket.send_to(&answer, client).await.unwrap();
                }
            }
        });
        Self { address, zone }
    }

    /// Publishes a TXT record.
    pub fn publish(&self, name: &str, text: &str) {
        let mut zone = self.zone.lock().unwrap();
        zone.texts.insert(format!("{}.", name.to_lowercase()), text.to_owned());
    }

    /// Takes all records away.
    pub fn clear(&self) {
        self.zone.lock().unwrap().texts.clear();
    }

    pub fn set_silent(&self, silent: bool) {
        self.zone.lock().unwrap().silent = silent;
    }

    /// Returns the number of questions so far.
    pub fn asked(&self) -> usize {
        self.zone.lock().unwrap().asked
    }
}

fn answer(zone: &Mutex<Zone>, question: &[u8]) -> Option<Vec<u8>> {
    let mut zone = zone.lock().unwrap();
    zone.asked += 1;
    if zone.silent {
        return None;
    }
    let query = Message::from_vec(question).ok()?;
    let asked = query.queries.first()?.clone();
    let mut reply = Message::response(query.metadata.id, query.metadata.op_code);
    reply.metadata.recursion_desired = true;
    reply.metadata.recursion_available = true;
    let text = zone.texts.get(&asked.name().to_string().to_lowercase());
    match text.filter(|_| asked.query_type() == RecordType::TXT) {
        Some(text) => {
            // Published in two strings, as long texts are.
            let (head, tail) = text.split_at(text.len() / 2);
            let txt = TXT::new(vec![head.to_owned(), tail.to_owned()]);
            reply.add_answer(Record::from_rdata(asked.name().clone(), 60, RData::TXT(txt)));
        }
        None => reply.metadata.response_code = ResponseCode::NXDomain,
    }
    reply.add_query(asked);
    reply.to_vec().ok()
}
