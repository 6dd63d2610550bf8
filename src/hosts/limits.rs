//! What hosts take at most, held against a tree before its first byte is sent.

use crate::config::Host;
use crate::diagnostic::Error;
use crate::path::OutPath;
use std::collections::BTreeMap;

/// The limits of one host; `None` where it has none that is known.
#[derive(Default)]
struct Limits {
    files: Option<u64>,
    bytes: Option<u64>,
    bytes_a_file: Option<u64>,
    files_a_folder: Option<u64>,
    /// Of the files that hold rules: bytes of each, lines of redirects, characters of a line.
    rule_bytes: Option<u64>,
    redirects: Option<u64>,
    line: Option<u64>,
}

const MIB: u64 = 1 << 20;
const GIB: u64 = 1 << 30;

fn of(host: Host) -> Limits {
    match host {
        // Microsoft Learn, "Quotas in Azure Static Web Apps", standard plan; the rules: "Configure Azure Static Web Apps".
        Host::AzureSwa => Limits {
            files: Some(15_000),
            bytes: Some(500 * MIB),
            rule_bytes: Some(20 * 1024),
            ..Limits::default()
        },
        // Netlify Docs, "Deploys overview": files of one folder.
        Host::Netlify => Limits {
            files_a_folder: Some(54_000),
            ..Limits::default()
        },
        // Cloudflare Docs, "Limits" of Pages, "Headers" and "Redirects".
        Host::Cloudflare => Limits {
            files: Some(20_000),
            bytes_a_file: Some(25 * MIB),
            rule_bytes: Some(100 * 1000),
            redirects: Some(2_000),
            line: Some(1_000),
            ..Limits::default()
        },
        // GitHub Docs, "GitHub Pages limits" and "About large files on GitHub".
        Host::GithubPages => Limits {
            bytes: Some(GIB),
            bytes_a_file: Some(100 * MIB),
            ..Limits::default()
        },
        Host::Nginx | Host::Caddy => Limits::default(),
    }
}

/// Holds a tree, with its rules, against what the host takes. `files` are paths and sizes in bytes.
///
/// # Errors
/// When the host would refuse the tree, or leave out some of it in silence.
pub fn check<'a>(
    host: Host,
    files: impl Iterator<Item = (&'a OutPath, u64)>,
    rules: &[(OutPath, Vec<u8>)],
) -> Result<(), Error> {
    let limits = of(host);
    check_files(&limits, host, files)?;
    rules.iter().try_for_each(|(path, text)| {
        check_rules(&limits, host, path, &String::from_utf8_lossy(text))
    })
}

fn check_files<'a>(
    limits: &Limits,
    host: Host,
    files: impl Iterator<Item = (&'a OutPath, u64)>,
) -> Result<(), Error> {
    let (mut count, mut bytes) = (0, 0);
    let mut folders: BTreeMap<&str, u64> = BTreeMap::new();
    for (path, size) in files {
        count += 1;
        bytes += size;
        let path = path.as_str();
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        *folders.entry(folder).or_default() += 1;
        let most = Most(host, limits.bytes_a_file);
        let smaller = "make the file smaller, or keep it elsewhere";
        most.hold(&format!("bytes of `{path}`"), size, smaller)?;
    }
    let split = "publish to a storage service or a server of your own, which have no such limit";
    Most(host, limits.files).hold("files", count, split)?;
    Most(host, limits.bytes).hold("bytes", bytes, split)?;
    let most = Most(host, limits.files_a_folder);
    folders.into_iter().try_for_each(|(folder, count)| {
        let what = format!("files of the folder `/{folder}`");
        most.hold(&what, count, "give the articles more services or resources")
    })
}

fn check_rules(limits: &Limits, host: Host, path: &OutPath, text: &str) -> Result<(), Error> {
    let path = path.as_str();
    let fewer = "take old `redirects` out of site.yaml; pages at the old addresses lead on without them, too";
    let most = Most(host, limits.rule_bytes);
    most.hold(&format!("bytes of `{path}`"), text.len() as u64, fewer)?;
    if path == "_redirects" {
        let count = text.lines().count() as u64;
        Most(host, limits.redirects).hold("redirects", count, fewer)?;
    }
    // A line of headers may be twice as long as one of redirects.
    let twice = if path == "_headers" { 2 } else { 1 };
    let most = Most(host, limits.line.map(|most| most * twice));
    text.lines().zip(1..).try_for_each(|(line, number)| {
        let what = format!("characters of line {number} of `{path}`");
        let length = line.chars().count() as u64;
        most.hold(
            &what,
            length,
            "name fewer `images`, `videos` or `embed` hosts",
        )
    })
}

/// The most that a host takes of something; `None` for no limit.
struct Most(Host, Option<u64>);

impl Most {
    fn hold(&self, what: &str, is: u64, help: &str) -> Result<(), Error> {
        match self.1 {
            Some(most) if is > most => {
                let message = format!("{what}: {is}, and `{}` takes {most}", self.0.as_str());
                Err(Error::refused(message, help))
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_that_a_host_would_not_take_is_refused_with_numbers() {
        let path = |text: &str| OutPath::parse(text).unwrap();
        let said = |host, count: usize, size: u64, rules: &[(OutPath, Vec<u8>)]| {
            let paths: Vec<OutPath> = (0..count).map(|at| path(&format!("a/{at}.html"))).collect();
            let files = paths.iter().map(|path| (path, size));
            check(host, files, rules).map_err(|error| error.to_string())
        };
        assert_eq!(said(Host::AzureSwa, 15_000, 1, &[]), Ok(()));
        let error = said(Host::AzureSwa, 15_001, 1, &[]).unwrap_err();
        assert!(
            error.contains("files: 15001, and `azure-swa` takes 15000"),
            "{error}"
        );
        assert!(said(Host::AzureSwa, 2, 251 * MIB, &[]).is_err());
        assert!(said(Host::Cloudflare, 20_001, 1, &[]).is_err());
        assert!(said(Host::Cloudflare, 1, 25 * MIB + 1, &[]).is_err());
        assert!(said(Host::Netlify, 54_001, 1, &[]).is_err());
        assert!(said(Host::GithubPages, 1, 100 * MIB + 1, &[]).is_err());
        assert_eq!(said(Host::Nginx, 60_000, GIB, &[]), Ok(()));
        let rules = |name: &str, text: String| [(path(name), text.into_bytes())];
        let many = rules("_redirects", "/a /b 301\n".repeat(2_001));
        assert!(
            said(Host::Cloudflare, 1, 1, &many)
                .unwrap_err()
                .contains("redirects: 2001")
        );
        let long = rules("_headers", format!("/*\n  X: {}\n", "x".repeat(2_000)));
        assert!(
            said(Host::Cloudflare, 1, 1, &long)
                .unwrap_err()
                .contains("line 2")
        );
        let large = rules("staticwebapp.config.json", "x".repeat(20 * 1024 + 1));
        assert!(said(Host::AzureSwa, 1, 1, &large).is_err());
    }
}
