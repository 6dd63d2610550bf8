//! Where a tree goes: an address, or a name of `site.yaml`.

use crate::cloud::Cloud;
use crate::config::{Config, PublishTarget};
use crate::diagnostic::Error;
use crate::property::nearest;
use std::path::PathBuf;
use url::Url;

/// Where a tree goes, and how.
#[derive(Clone, Debug)]
pub struct Target {
    /// As it was named.
    pub name: String,
    /// Where that is.
    pub place: Place,
    /// Where the records are; `None` for their usual place.
    pub records: Option<Place>,
    /// What the configuration says of it.
    pub given: PublishTarget,
    /// The cloud that is served there, where that is known.
    pub cloud: Option<Cloud>,
}

/// Where files are put.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A folder of this machine: `file:DIR`.
    Folder(PathBuf),
    /// A bucket or container of a storage service.
    Bucket(Bucket),
    /// A branch: `git+file:PATH#BRANCH`, `git+ssh://…#BRANCH`, `git+https://…#BRANCH`.
    Branch {
        /// What `git` is told.
        remote: String,
        /// The branch.
        branch: String,
    },
}

/// A part of a storage service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// Whose it is.
    pub service: Service,
    /// Its name.
    pub name: String,
    /// What all paths in it begin with, without slashes at the ends; may be empty.
    pub prefix: String,
}

/// A storage service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Service {
    /// Azure Blob Storage: `az://ACCOUNT/CONTAINER[/PREFIX]`.
    Azure {
        /// The storage account, or its whole host.
        account: String,
    },
    /// Amazon S3, or what speaks like it: `s3://BUCKET[/PREFIX]`.
    S3,
    /// Google Cloud Storage: `gs://BUCKET[/PREFIX]`.
    Google,
}

/// The branch that hosts of pages read where nothing else is said.
const BRANCH: &str = "gh-pages";

impl Target {
    /// The target that the configuration names so, or the one at this address. `cloud` is the name of the cloud that is meant;
    /// `None` for that of the target.
    ///
    /// # Errors
    /// When it is neither, the cloud is unknown, or the target is for another.
    pub(super) fn find(to: &str, cloud: Option<&str>, config: &Config) -> Result<Self, Error> {
        let named = config.publish.iter().find(|target| target.name == to);
        let given = match named {
            Some(given) => given.clone(),
            None if to.contains(':') => PublishTarget::at(to),
            None => return Err(unknown(to, config)),
        };
        let records = given.records.as_deref().map(Place::parse).transpose()?;
        Ok(Self {
            name: given.name.clone(),
            place: Place::parse(&given.to)?,
            records,
            cloud: whose(&given, cloud, config)?,
            given,
        })
    }
}

/// The cloud that is meant, as told or as the target says.
fn whose(
    given: &PublishTarget,
    name: Option<&str>,
    config: &Config,
) -> Result<Option<Cloud>, Error> {
    let own = given.cloud.map(|own| config.clouds.get(own));
    let Some(name) = name else {
        return Ok(own.cloned());
    };
    let named = config.clouds.get(config.cloud(name)?);
    match own {
        Some(own) if own != named => {
            let (target, own, named) = (&given.name, &own.name, &named.name);
            let message = format!("`{target}` is for `{own}`, not for `{named}`");
            Err(Error::refused(message, "publish it to a target of its own"))
        }
        _ => Ok(Some(named.clone())),
    }
}

fn unknown(name: &str, config: &Config) -> Error {
    let names: Vec<&str> = config.publish.iter().map(|target| &*target.name).collect();
    let help = match nearest(name, names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if names.is_empty() => "name an address such as `file:/srv/site`".to_owned(),
        None => format!("the targets are {}", names.join(", ")),
    };
    Error::refused(format!("no target is named `{name}`"), help)
}

impl Place {
    /// Reads an address.
    ///
    /// # Errors
    /// When its scheme is not known or a part is missing.
    pub fn parse(address: &str) -> Result<Self, Error> {
        let fault = |message: String| {
            let known = "`file:DIR`, `az://ACCOUNT/CONTAINER`, `s3://BUCKET`, `gs://BUCKET`, `git+ssh://HOST/PATH#BRANCH`";
            Err(Error::refused(message, format!("addresses are {known}")))
        };
        let Some((scheme, rest)) = address.split_once(':') else {
            return fault(format!("`{address}` is no address"));
        };
        if scheme == "file" {
            let path = rest.strip_prefix("//").unwrap_or(rest);
            return match path {
                "" => fault(format!("`{address}` names no folder")),
                path => Ok(Self::Folder(PathBuf::from(path))),
            };
        }
        if let Some(transport) = scheme.strip_prefix("git+") {
            return match transport {
                "file" | "ssh" | "https" => Ok(branch(transport, rest)),
                _ => fault(format!("`{scheme}` is no way that git is spoken to here")),
            };
        }
        let Ok(url) = Url::parse(address) else {
            return fault(format!("`{address}` is no address"));
        };
        let host = url.host_str().unwrap_or_default().to_owned();
        // Decoded by hand: `$web` is no path that a URL would leave alone.
        let path = rest.trim_start_matches('/').split_once('/');
        let path = path.map_or("", |(_, path)| path).trim_matches('/');
        if host.is_empty() {
            return fault(format!("`{address}` names no bucket"));
        }
        match scheme {
            "s3" => Ok(Self::bucket(Service::S3, &host, path)),
            "gs" => Ok(Self::bucket(Service::Google, &host, path)),
            "az" if path.is_empty() => fault(format!("`{address}` names no container")),
            "az" => {
                let (name, prefix) = path.split_once('/').unwrap_or((path, ""));
                let service = Service::Azure { account: host };
                Ok(Self::bucket(service, name, prefix))
            }
            _ => fault(format!("`{scheme}:` is no kind of target")),
        }
    }

    fn bucket(service: Service, name: &str, prefix: &str) -> Self {
        Self::Bucket(Bucket {
            service,
            name: name.to_owned(),
            prefix: prefix.to_owned(),
        })
    }
}

fn branch(transport: &str, rest: &str) -> Place {
    let (remote, branch) = rest.split_once('#').unwrap_or((rest, BRANCH));
    let remote = match transport {
        // As `git` wants a folder of this machine: a plain path.
        "file" => remote.strip_prefix("//").unwrap_or(remote).to_owned(),
        _ => format!("{transport}:{remote}"),
    };
    Place::Branch {
        remote,
        branch: branch.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_where_files_go() {
        let parse = |address| Place::parse(address).map_err(|error| error.to_string());
        assert_eq!(parse("file:a/b"), Ok(Place::Folder(PathBuf::from("a/b"))));
        assert_eq!(
            parse("file:///a/b"),
            Ok(Place::Folder(PathBuf::from("/a/b")))
        );
        let azure = |account: &str| Service::Azure {
            account: account.to_owned(),
        };
        for (address, service, name, prefix) in [
            ("az://account/$web", azure("account"), "$web", ""),
            (
                "az://account/$web/docs/a/",
                azure("account"),
                "$web",
                "docs/a",
            ),
            ("s3://bucket", Service::S3, "bucket", ""),
            ("s3://bucket/a/b", Service::S3, "bucket", "a/b"),
            ("gs://bucket", Service::Google, "bucket", ""),
        ] {
            assert_eq!(
                parse(address),
                Ok(Place::bucket(service, name, prefix)),
                "{address}"
            );
        }
        for (address, remote, branch) in [
            ("git+file:///srv/x.git", "/srv/x.git", "gh-pages"),
            (
                "git+ssh://git@host/x.git#pages",
                "ssh://git@host/x.git",
                "pages",
            ),
        ] {
            let (remote, branch) = (remote.to_owned(), branch.to_owned());
            assert_eq!(
                parse(address),
                Ok(Place::Branch { remote, branch }),
                "{address}"
            );
        }
        for wrong in [
            "x",
            "file:",
            "ftp://x/y",
            "az://account",
            "s3:///x",
            "git+http://x",
        ] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
