//! `clouds:` of `site.yaml`.

use super::yaml::{RawCloud, RawConfig, RawEmbed, Reader};
use crate::cloud::{Cloud, CloudId, Clouds, MOST_CLOUDS, built_in};
use crate::diagnostic::Error;
use crate::path::{Segment, segment};
use crate::property::nearest;
use crate::value::is_origin;

/// The clouds that the command line names.
pub(super) fn chosen(clouds: &Clouds, names: &[String]) -> Result<Vec<CloudId>, Error> {
    let names = names.iter().flat_map(|names| names.split(','));
    let mut ids = names
        .map(|name| named(clouds, name))
        .collect::<Result<Vec<_>, _>>()?;
    ids.sort();
    ids.dedup();
    Ok(ids)
}

/// The cloud of that name.
pub(super) fn named(clouds: &Clouds, name: &str) -> Result<CloudId, Error> {
    clouds.find(name).ok_or_else(|| {
        let known: Vec<&str> = clouds
            .iter()
            .map(|(_, cloud)| cloud.name.as_str())
            .collect();
        let help = match nearest(name, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the clouds are {}", known.join(", ")),
        };
        Error::refused(format!("no cloud is named `{}`", name.trim()), help)
    })
}

/// The built-in clouds with what the configuration says of them, and those it adds.
pub(super) fn clouds(reader: &Reader<'_>, raw: &RawConfig) -> Result<Clouds, Error> {
    let embed = embed(reader, &["embed", "origins"], raw.embed.as_ref())?;
    let base = base_url(reader, &["baseUrl"], raw.base_url.as_deref())?;
    let mut clouds = built_in();
    let empty = RawCloud::default();
    for (key, given) in &raw.clouds {
        let given = given.as_ref().unwrap_or(&empty);
        let at = match clouds.iter().position(|cloud| cloud.name == *key) {
            Some(at) => at,
            None => {
                let title = given.title.clone().unwrap_or_else(|| key.clone());
                let blank = Cloud {
                    name: key.clone(),
                    title,
                    base_url: None,
                    portal: None,
                    rewrites: Vec::new(),
                    air_gapped: false,
                    images: Vec::new(),
                    videos: Vec::new(),
                    embed: None,
                };
                clouds.push(blank);
                clouds.len() - 1
            }
        };
        describe(reader, key, given, &mut clouds[at])?;
    }
    for cloud in &mut clouds {
        if cloud.base_url.is_none() {
            cloud.base_url = base.as_ref().map(|base| format!("{base}/{}", cloud.name));
        }
        if cloud.embed.is_none() {
            cloud.embed.clone_from(&embed);
        }
    }
    let twice = (1..clouds.len()).find(|at| {
        clouds[..*at]
            .iter()
            .any(|earlier| earlier.name == clouds[*at].name)
    });
    if let Some(at) = twice {
        return Err(reader.fault(
            &["clouds"],
            format!("two clouds are named `{}`", clouds[at].name),
        ));
    }
    match clouds.len() {
        0..=MOST_CLOUDS => Ok(Clouds::new(clouds)),
        many => Err(reader.fault(
            &["clouds"],
            format!("{many} clouds are too many; there can be {MOST_CLOUDS}"),
        )),
    }
}

fn describe(
    reader: &Reader<'_>,
    key: &str,
    given: &RawCloud,
    cloud: &mut Cloud,
) -> Result<(), Error> {
    let name = given.name.as_deref().unwrap_or(key);
    if segment(name, Segment::Folder) != name {
        let wanted = "a cloud's name is a folder: lower case letters, digits, `-`, `_`, `.`";
        return Err(reader.fault(
            &["clouds", key],
            format!("`{name}` cannot name a cloud; {wanted}"),
        ));
    }
    name.clone_into(&mut cloud.name);
    let set = |field: &mut String, value: &Option<String>| {
        if let Some(value) = value {
            field.clone_from(value)
        }
    };
    set(&mut cloud.title, &given.title);
    if let Some(air_gapped) = given.air_gapped {
        cloud.air_gapped = air_gapped;
    }
    if let Some(portal) = &given.portal {
        if !is_host(portal) {
            return Err(reader.fault(
                &["clouds", key, "portal"],
                format!("`{portal}` is no domain such as `portal.azure.us`"),
            ));
        }
        cloud.portal = Some(portal.clone());
    }
    if given.base_url.is_some() {
        cloud.base_url = base_url(
            reader,
            &["clouds", key, "baseUrl"],
            given.base_url.as_deref(),
        )?;
    }
    if !given.rewrites.is_empty() {
        cloud.rewrites = rewrites(reader, key, given)?;
    }
    cloud.images = hosts(reader, key, ("images", &given.images), cloud)?;
    cloud.videos = hosts(reader, key, ("videos", &given.videos), cloud)?;
    cloud.embed = embed(
        reader,
        &["clouds", key, "embed", "origins"],
        given.embed.as_ref(),
    )?;
    Ok(())
}

/// Hosts that pages of a cloud may ask for one kind of thing, named by its key.
fn hosts(
    reader: &Reader<'_>,
    key: &str,
    (kind, given): (&str, &[String]),
    cloud: &Cloud,
) -> Result<Vec<String>, Error> {
    let fault = |message| Err(reader.fault(&["clouds", key, kind], message));
    match given.iter().find(|host| !is_host(host)) {
        Some(host) => fault(format!("`{host}` is no host name")),
        None if cloud.air_gapped && !given.is_empty() => {
            let one = kind.trim_end_matches('s');
            let name = &cloud.name;
            fault(format!(
                "`{name}` is air-gapped: no {one} can come from another host"
            ))
        }
        None => Ok(given.to_vec()),
    }
}

/// The origins of hosts that may embed pages; exact, since whoever has one of them can fill every slot.
fn embed(
    reader: &Reader<'_>,
    key: &[&str],
    given: Option<&RawEmbed>,
) -> Result<Option<Vec<String>>, Error> {
    let Some(given) = given else { return Ok(None) };
    match given.origins.iter().find(|origin| !is_origin(origin)) {
        None => Ok(Some(given.origins.clone())),
        Some(origin) => Err(reader.fault(
            key,
            format!("`{origin}` is no origin such as `https://portal.contoso.com`: scheme, host and port, no path and no `*`"),
        )),
    }
}

/// The rewrites of a cloud, longest prefix first.
fn rewrites(
    reader: &Reader<'_>,
    key: &str,
    given: &RawCloud,
) -> Result<Vec<(String, String)>, Error> {
    for (from, to) in &given.rewrites {
        if !is_web(from) || !is_web(to) {
            return Err(reader.fault(
                &["clouds", key, "rewrites", from],
                "a rewrite goes from one `https://…` prefix to another".to_owned(),
            ));
        }
    }
    let pairs = given.rewrites.iter();
    let mut rewrites: Vec<_> = pairs.map(|(from, to)| (from.clone(), to.clone())).collect();
    rewrites.sort_by_key(|(from, _)| std::cmp::Reverse(from.len()));
    Ok(rewrites)
}

fn base_url(
    reader: &Reader<'_>,
    key: &[&str],
    given: Option<&str>,
) -> Result<Option<String>, Error> {
    match given {
        None => Ok(None),
        Some(url) if is_web(url) && !url.contains(['?', '#', '"', '<', '>', ' ']) => {
            Ok(Some(url.trim_end_matches('/').to_owned()))
        }
        Some(url) => Err(reader.fault(
            key,
            format!("`{url}` is no address such as `https://help.example.com`"),
        )),
    }
}

fn is_web(url: &str) -> bool {
    let rest = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"));
    rest.is_some_and(|rest| is_host(rest.split('/').next().unwrap_or(rest)))
}

/// A host name, with a port or without: it enters a policy, so nothing else may stand in it.
fn is_host(host: &str) -> bool {
    !host.is_empty()
        && host
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':'))
}
