//! Where a video leads in a cloud, and where its player is.

use super::address::encoded;
use crate::cloud::Cloud;
use crate::html::Target;

/// The host whose players set no cookies before they play; the one that is used for videos of YouTube.
const YOUTUBE: &str = "www.youtube-nocookie.com";

/// A video at an address of the web: a link, and a player where the cloud's configuration names its host; never in an
/// air-gapped cloud.
pub(super) fn target(address: &str, cloud: &Cloud) -> Target {
    let own = cloud.rewrite(address);
    let url = encoded(own.as_deref().unwrap_or(address));
    match player(&url, &cloud.videos) {
        Some(player) if !cloud.air_gapped => Target::Video { url, player },
        _ => Target::Url(url),
    }
}

/// The address of a video's player, if it is on one of these hosts.
fn player(url: &str, hosts: &[String]) -> Option<String> {
    let listed = |host: &str| hosts.iter().any(|listed| listed.eq_ignore_ascii_case(host));
    let rest = url.strip_prefix("https://")?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(end);
    let host = host.to_ascii_lowercase();
    match host.as_str() {
        "youtube.com" | "www.youtube.com" | "m.youtube.com" | "youtu.be" => {
            let id = youtube(&host, path).filter(|_| listed(YOUTUBE))?;
            Some(format!("https://{YOUTUBE}/embed/{id}"))
        }
        host => listed(host).then(|| url.to_owned()),
    }
}

/// The id of a video of YouTube.
fn youtube<'a>(host: &str, path: &'a str) -> Option<&'a str> {
    let id = match host {
        "youtu.be" => path.strip_prefix('/')?.split(['?', '#', '/']).next()?,
        _ => match path.strip_prefix("/embed/") {
            Some(rest) => rest.split(['?', '#', '/']).next()?,
            None => {
                let query = path.strip_prefix("/watch?")?.split('#').next()?;
                query.split('&').find_map(|part| part.strip_prefix("v="))?
            }
        },
    };
    let sound = |id: &&str| {
        let is_sound = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
        !id.is_empty() && id.bytes().all(is_sound)
    };
    Some(id).filter(sound)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_player_is_only_where_its_host_is_listed() {
        let hosts = [YOUTUBE.to_owned(), "media.contoso.com".to_owned()];
        let embed = |id: &str| Some(format!("https://{YOUTUBE}/embed/{id}"));
        for (url, want) in [
            ("https://www.youtube.com/watch?v=a-B_1", embed("a-B_1")),
            ("https://www.youtube.com/watch?t=9&v=x#y", embed("x")),
            ("https://youtu.be/x?t=9", embed("x")),
            ("https://WWW.YouTube.com/embed/x", embed("x")),
            ("https://www.youtube.com/watch?list=x", None),
            ("https://www.youtube.com/watch?v=%22x", None),
            ("https://www.youtube.com/", None),
            ("http://www.youtube.com/watch?v=x", None),
            ("https://www.youtube.com.evil.com/watch?v=x", None),
            (
                "https://media.contoso.com/1",
                Some("https://media.contoso.com/1".to_owned()),
            ),
            ("https://contoso.com/1", None),
            ("mailto:x@media.contoso.com", None),
        ] {
            assert_eq!(player(url, &hosts), want, "{url}");
        }
        let youtube = ["www.youtube.com".to_owned()];
        assert_eq!(player("https://www.youtube.com/watch?v=x", &youtube), None);
    }
}
