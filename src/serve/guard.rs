//! Who may ask: requests that name this server as their host, from its own pages or from nowhere.

use hyper::header::{HOST, HeaderMap, ORIGIN};
use std::net::{IpAddr, SocketAddr};

/// The addresses that a server answers to.
///
/// A page of another site can send its reader's browser here, by a name of its own that it lets point to this machine
/// or by a script. Neither names this server in `Host` and `Origin`.
pub(super) struct Guard {
    address: SocketAddr,
}

impl Guard {
    pub(super) fn new(address: SocketAddr) -> Self {
        Self { address }
    }

    /// Whether a request with these headers is meant for this server.
    pub(super) fn admits(&self, headers: &HeaderMap) -> bool {
        let mut hosts = headers.get_all(HOST).iter();
        let host = hosts.next().and_then(|host| host.to_str().ok());
        let origin = headers.get(ORIGIN).map(|origin| origin.to_str());
        let from_here = match origin {
            None => true,
            Some(origin) => origin
                .ok()
                .and_then(|origin| origin.strip_prefix("http://"))
                .is_some_and(|host| self.is_own(host)),
        };
        hosts.next().is_none() && host.is_some_and(|host| self.is_own(host)) && from_here
    }

    /// Whether a host, with its port, is this server. A number cannot be made to point elsewhere, as a name can.
    fn is_own(&self, host: &str) -> bool {
        if let Ok(address) = host.parse::<SocketAddr>() {
            return address.port() == self.address.port() && self.listens_at(address.ip());
        }
        let (name, port) = host.rsplit_once(':').unwrap_or((host, "80"));
        let port = port.parse() == Ok(self.address.port());
        match name.parse::<IpAddr>() {
            Ok(ip) => port && self.listens_at(ip),
            Err(_) => port && name.eq_ignore_ascii_case("localhost"),
        }
    }

    fn listens_at(&self, ip: IpAddr) -> bool {
        self.address.ip().is_unspecified()
            || ip == self.address.ip()
            || ip.is_loopback() && self.address.ip().is_loopback()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admits(address: &str, host: &str, origin: Option<&str>) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(HOST, host.parse().unwrap());
        if let Some(origin) = origin {
            headers.insert(ORIGIN, origin.parse().unwrap());
        }
        Guard::new(address.parse().unwrap()).admits(&headers)
    }

    #[test]
    fn only_what_names_this_server_is_admitted() {
        for (host, origin, admitted) in [
            ("127.0.0.1:8400", None, true),
            ("localhost:8400", None, true),
            ("LOCALHOST:8400", Some("http://localhost:8400"), true),
            ("[::1]:8400", None, true),
            ("127.0.0.1:8400", Some("http://127.0.0.1:8400"), true),
            ("127.0.0.1", None, false),
            ("127.0.0.1:8401", None, false),
            ("evil.example:8400", None, false),
            ("localhost.evil.example:8400", None, false),
            ("127.0.0.1.evil.example:8400", None, false),
            ("10.0.0.1:8400", None, false),
            ("127.0.0.1:8400", Some("http://evil.example"), false),
            ("127.0.0.1:8400", Some("https://127.0.0.1:8400"), false),
            ("127.0.0.1:8400", Some("null"), false),
            ("", None, false),
        ] {
            assert_eq!(
                admits("127.0.0.1:8400", host, origin),
                admitted,
                "{host} {origin:?}"
            );
        }
        assert!(admits("0.0.0.0:8400", "192.168.0.7:8400", None));
        assert!(!admits("0.0.0.0:8400", "evil.example:8400", None));
    }
}
