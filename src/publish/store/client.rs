//! One bucket or container, as the rest of the room speaks to it.

use super::super::hash::Hash;
use super::super::target::{Bucket, Service, Target};
use super::again::{Tries, again};
use super::endpoint::Endpoint;
use crate::diagnostic::Error;
use bytes::Bytes;
use futures_util::TryStreamExt as _;
use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey, Checksum};
use object_store::azure::MicrosoftAzureBuilder;
use object_store::gcp::GoogleCloudStorageBuilder;
use object_store::path::Path;
use object_store::{
    Attribute, Attributes, ClientOptions, GetOptions, ObjectStore, ObjectStoreExt as _, PutMode,
    PutOptions, RetryConfig, UpdateVersion,
};
use std::sync::Arc;
use std::time::Duration;

/// The key of an object's metadata that holds the SHA-256 of its bytes.
const SHA256: &str = "sha256";

/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(10);
/// How long a request and its answer may take in all: many large files share a slow line.
const TIMEOUT: Duration = Duration::from_secs(300);
/// How often a request is tried again that got no answer, or one that asks for patience; the pauses grow, with jitter.
const RETRIES: usize = 8;
/// How long one request is tried in all.
const PATIENCE: Duration = Duration::from_secs(180);

/// A bucket or container.
#[derive(Clone)]
pub(super) struct Client {
    store: Arc<dyn ObjectStore>,
    prefix: String,
    /// For messages.
    name: String,
}

/// An object as it was read.
pub(super) struct Got {
    pub(super) bytes: Bytes,
    pub(super) version: UpdateVersion,
}

/// What a service says of an object.
pub(super) struct Head {
    pub(super) size: u64,
    /// `None` where it was not put there by this program.
    pub(super) sha256: Option<Hash>,
}

impl Client {
    /// Opens a bucket. No request is made. Credentials come from the environment.
    pub(super) fn open(bucket: &Bucket, target: &Target) -> Result<Self, Error> {
        let plain = target
            .given
            .endpoint
            .as_deref()
            .is_some_and(|url| url.starts_with("http:"));
        let options = ClientOptions::new()
            .with_allow_http(plain)
            .with_connect_timeout(CONNECT)
            .with_timeout(TIMEOUT);
        let retry = RetryConfig {
            max_retries: RETRIES,
            retry_timeout: PATIENCE,
            ..RetryConfig::default()
        };
        Ok(Self {
            store: store(bucket, target, (options, retry))?,
            prefix: bucket.prefix.clone(),
            name: bucket.name.clone(),
        })
    }

    /// The same bucket, below a folder of it.
    pub(super) fn below(&self, folder: &str) -> Self {
        Self {
            prefix: join(&self.prefix, folder),
            ..self.clone()
        }
    }

    fn at(&self, name: &str) -> Result<Path, Error> {
        Path::parse(join(&self.prefix, name)).map_err(|cause| {
            let message = format!("`{name}` cannot be named in `{}`: {cause}", self.name);
            Error::refused(message, "rename the file")
        })
    }

    /// Reads an object; `None` where there is none.
    pub(super) async fn get(&self, name: &str) -> Result<Option<Got>, Error> {
        let at = self.at(name)?;
        let read = again(|| async {
            let got = self.store.get(&at).await?;
            let version = UpdateVersion {
                e_tag: got.meta.e_tag.clone(),
                version: got.meta.version.clone(),
            };
            let bytes = got.bytes().await?;
            Ok(Got { bytes, version })
        });
        match read.await {
            Ok(got) => Ok(Some(got)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(cause) => Err(fault(&self.name, "read", name, &cause)),
        }
    }

    /// Asks what an object is; `None` where there is none.
    pub(super) async fn head(&self, name: &str) -> Result<Option<Head>, Error> {
        let options = GetOptions {
            head: true,
            ..GetOptions::default()
        };
        let at = self.at(name)?;
        match again(|| self.store.get_opts(&at, options.clone())).await {
            Ok(got) => {
                let kept = got.attributes.get(&Attribute::Metadata(SHA256.into()));
                Ok(Some(Head {
                    size: got.meta.size,
                    sha256: kept.and_then(|text| Hash::try_from(text.to_string()).ok()),
                }))
            }
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(cause) => Err(fault(&self.name, "read", name, &cause)),
        }
    }

    /// Puts an object, whatever is there.
    pub(super) async fn put(
        &self,
        name: &str,
        bytes: Bytes,
        mut attributes: Attributes,
    ) -> Result<(), Error> {
        let hash = Hash::of(&bytes).to_string();
        attributes.insert(Attribute::Metadata(SHA256.into()), hash.into());
        let options = PutOptions {
            attributes,
            ..PutOptions::default()
        };
        let at = self.at(name)?;
        again(|| {
            self.store
                .put_opts(&at, bytes.clone().into(), options.clone())
        })
        .await
        .map_err(|cause| fault(&self.name, "write", name, &cause))?;
        Ok(())
    }

    /// Puts an object where none is, or in place of the one that was read; `None` where somebody else was quicker. Where the
    /// answer got lost, what is there now says what became of it.
    pub(super) async fn exchange(
        &self,
        name: &str,
        bytes: Bytes,
        known: Option<UpdateVersion>,
        attributes: Attributes,
    ) -> Result<Option<UpdateVersion>, Error> {
        let at = self.at(name)?;
        let options = PutOptions {
            mode: known.clone().map_or(PutMode::Create, PutMode::Update),
            attributes,
            ..PutOptions::default()
        };
        let mut tries = Tries::default();
        loop {
            let put = self
                .store
                .put_opts(&at, bytes.clone().into(), options.clone());
            let cause = match put.await {
                Ok(put) => {
                    return Ok(Some(UpdateVersion {
                        e_tag: put.e_tag,
                        version: put.version,
                    }));
                }
                Err(cause) => cause,
            };
            let there = self.get(name).await?;
            let tag = |version: &UpdateVersion| version.e_tag.clone();
            let moved = there.as_ref().map(|got| tag(&got.version)) != known.as_ref().map(tag);
            match there {
                // A repeated request finds what the first one put there.
                Some(got) if got.bytes == bytes => return Ok(Some(got.version)),
                _ if moved || is_taken(&cause) => return Ok(None),
                _ if tries.again(&cause).await => {}
                _ => return Err(fault(&self.name, "write", name, &cause)),
            }
        }
    }

    /// Takes an object away; one that is not there is gone already.
    pub(super) async fn delete(&self, name: &str) -> Result<(), Error> {
        let at = self.at(name)?;
        match again(|| self.store.delete(&at)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(cause) => Err(fault(&self.name, "delete", name, &cause)),
        }
    }

    /// The names of all objects below a folder, without it.
    pub(super) async fn list(&self, folder: &str) -> Result<Vec<String>, Error> {
        let prefix = self.at(folder)?;
        let names = again(|| {
            let all = self.store.list(Some(&prefix));
            let names = all.map_ok(|meta| {
                let name = meta.location.as_ref().strip_prefix(prefix.as_ref());
                name.unwrap_or_default().trim_start_matches('/').to_owned()
            });
            names.try_collect()
        })
        .await;
        names.map_err(|cause| fault(&self.name, "list", folder, &cause))
    }

    /// Whether anything at all is there.
    pub(super) async fn is_empty(&self) -> Result<bool, Error> {
        let prefix = Path::parse(&self.prefix).unwrap_or_default();
        let first = again(|| async { self.store.list(Some(&prefix)).try_next().await }).await;
        let first = first.map_err(|cause| fault(&self.name, "list", "", &cause))?;
        Ok(first.is_none())
    }
}

fn store(
    bucket: &Bucket,
    target: &Target,
    (options, retry): (ClientOptions, RetryConfig),
) -> Result<Arc<dyn ObjectStore>, Error> {
    let failed = |cause| fault(&bucket.name, "open", "", &cause);
    Ok(match &bucket.service {
        Service::Azure { account } => {
            let Endpoint { address, authority } = Endpoint::of(bucket, target, None)?;
            let mut builder = MicrosoftAzureBuilder::from_env()
                .with_client_options(options)
                .with_retry(retry)
                .with_account(account.split('.').next().unwrap_or(account))
                .with_container_name(&bucket.name);
            if let Some(address) = address {
                builder = builder.with_endpoint(address);
            }
            if let Some(authority) = authority {
                builder = builder.with_authority_host(authority);
            }
            Arc::new(builder.build().map_err(failed)?)
        }
        Service::S3 => {
            let mut builder = AmazonS3Builder::from_env()
                .with_client_options(options)
                .with_retry(retry)
                .with_bucket_name(&bucket.name)
                // The service refuses bytes that are not those that were sent.
                .with_checksum_algorithm(Checksum::SHA256)
                // Not all that speak like S3 know how to delete many at once, and each is deleted for itself here.
                .with_disable_bulk_delete(true);
            let region = builder.get_config_value(&AmazonS3ConfigKey::Region);
            if let Some(address) = Endpoint::of(bucket, target, region.as_deref())?.address {
                builder = builder.with_endpoint(address);
            }
            if let Some(region) = &target.given.region {
                builder = builder.with_region(region);
            }
            Arc::new(builder.build().map_err(failed)?)
        }
        Service::Google => {
            let mut builder = GoogleCloudStorageBuilder::from_env()
                .with_client_options(options)
                .with_retry(retry)
                .with_bucket_name(&bucket.name);
            if let Some(address) = Endpoint::of(bucket, target, None)?.address {
                builder = builder.with_base_url(&address);
            }
            Arc::new(builder.build().map_err(failed)?)
        }
    })
}

fn join(prefix: &str, name: &str) -> String {
    match prefix {
        "" => name.to_owned(),
        prefix => format!("{prefix}/{name}"),
    }
}

fn is_taken(cause: &object_store::Error) -> bool {
    use object_store::Error as Cause;
    matches!(
        cause,
        Cause::AlreadyExists { .. } | Cause::Precondition { .. } | Cause::NotModified { .. }
    )
}

const NOT_THERE: &str =
    "check the address of the target, and that the bucket or container is there: none is made";

/// What a service said, without what could be a secret, and a way out.
fn fault(bucket: &str, act: &str, name: &str, cause: &object_store::Error) -> Error {
    use object_store::Error as Cause;
    let help = match cause {
        Cause::Unauthenticated { .. } | Cause::PermissionDenied { .. } => {
            "check the credentials in the environment, and what they may do"
        }
        Cause::NotFound { .. } => NOT_THERE,
        other if other.to_string().contains("token request") => {
            "put the credentials of the target into the environment"
        }
        // A bucket that is not there is told as any fault would be.
        other if other.to_string().contains("404 Not Found") => NOT_THERE,
        _ => "publish again: it goes on from here",
    };
    let what = match name {
        "" => format!("`{bucket}`"),
        name => format!("`{name}` in `{bucket}`"),
    };
    Error::refused(
        format!("cannot {act} {what}: {}", redact(&cause.to_string())),
        help,
    )
}

/// Cuts off the queries of addresses, which hold signatures, and long answers.
fn redact(text: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in text.chars().take(600) {
        match c {
            '?' => inside = true,
            ' ' | '"' | ')' | '\n' => inside = false,
            _ => {}
        }
        if !inside {
            out.push(if c == '\n' { ' ' } else { c });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_signature_is_ever_shown() {
        let said = redact("error for url (https://a.b/c?sig=secret&x=1) after 3 retries");
        assert_eq!(said, "error for url (https://a.b/c) after 3 retries");
    }
}
