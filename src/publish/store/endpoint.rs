//! Where a storage service is: those of sovereign clouds have hosts of their own, and those of air-gapped ones none that anybody
//! outside could know.

use super::super::target::{Bucket, Service, Target};
use crate::cloud::Cloud;
use crate::diagnostic::Error;

/// Azure's portals, the hosts of storage accounts behind them, and who gives out tokens there. A cloud may have any name, but its
/// portal says whose it is.
const AZURE: [(&str, &str, &str); 3] = [
    (
        "portal.azure.us",
        "blob.core.usgovcloudapi.net",
        "https://login.microsoftonline.us",
    ),
    (
        "portal.azure.cn",
        "blob.core.chinacloudapi.cn",
        "https://login.chinacloudapi.cn",
    ),
    (
        "portal.microsoftazure.de",
        "blob.core.cloudapi.de",
        "https://login.microsoftonline.de",
    ),
];

/// What the regions of a partition of AWS begin with, and where their services are; all others are below `amazonaws.com`.
const AWS: [(&str, &str); 3] = [
    ("cn-", "amazonaws.com.cn"),
    ("us-iso-", "c2s.ic.gov"),
    ("us-isob-", "sc2s.sgov.gov"),
];

/// Where a service is; `None` for where it is for most.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Endpoint {
    /// Its address.
    pub(super) address: Option<String>,
    /// Who gives out tokens for it.
    pub(super) authority: Option<&'static str>,
}

impl Endpoint {
    /// The endpoint of a bucket: as the configuration says it, as the address spells it, or that of the target's cloud. `region` is
    /// that of the environment.
    ///
    /// # Errors
    /// When the cloud is air-gapped and nothing says where its services are.
    pub(super) fn of(
        bucket: &Bucket,
        target: &Target,
        region: Option<&str>,
    ) -> Result<Self, Error> {
        let cloud = target.cloud.as_ref();
        let own = match &bucket.service {
            Service::Azure { account } => azure(account, cloud),
            Service::S3 => aws(target.given.region.as_deref().or(region)),
            Service::Google => Self::default(),
        };
        let found = Self {
            address: target.given.endpoint.clone().or(own.address),
            ..own
        };
        match cloud {
            Some(cloud) if cloud.air_gapped && found.address.is_none() => {
                let message = format!(
                    "`{}` is air-gapped, and nothing says where the storage of `{}` is",
                    cloud.name, target.name
                );
                Err(Error::refused(
                    message,
                    "give the target its `endpoint:` in site.yaml",
                ))
            }
            _ => Ok(found),
        }
    }
}

/// Of an account, or of a whole host: `contoso.blob.core.usgovcloudapi.net`.
fn azure(account: &str, cloud: Option<&Cloud>) -> Endpoint {
    if let Some((_, suffix)) = account.split_once('.') {
        let known = AZURE.iter().find(|(_, host, _)| *host == suffix);
        return Endpoint {
            address: Some(format!("https://{account}")),
            authority: known.map(|(_, _, authority)| *authority),
        };
    }
    let portal = cloud.and_then(|cloud| cloud.portal.as_deref());
    let own = portal.and_then(|own| AZURE.iter().find(|(portal, ..)| *portal == own));
    own.map_or_else(Endpoint::default, |(_, host, authority)| Endpoint {
        address: Some(format!("https://{account}.{host}")),
        authority: Some(authority),
    })
}

fn aws(region: Option<&str>) -> Endpoint {
    let own = region.and_then(|region| {
        let (_, domain) = AWS.iter().find(|(start, _)| region.starts_with(start))?;
        Some(format!("https://s3.{region}.{domain}"))
    });
    Endpoint {
        address: own,
        authority: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::publish::Place;
    use std::path::Path;

    fn endpoint(site: &str, to: &str, region: Option<&str>) -> Result<Endpoint, String> {
        let config = Config::parse(Path::new("site.yaml"), site.to_owned()).unwrap();
        let target = Target::find(to, None, &config).unwrap();
        let Place::Bucket(bucket) = &target.place else {
            unreachable!("{to} is a bucket")
        };
        Endpoint::of(bucket, &target, region).map_err(|error| error.to_string())
    }

    fn site(cloud: &str, to: &str, more: &str) -> String {
        format!("publish:\n  x:\n    to: {to}\n    cloud: {cloud}\n{more}")
    }

    #[test]
    fn storage_is_where_the_cloud_is() {
        let at = |address: &str, authority: Option<&'static str>| {
            let address = Some(address.to_owned());
            Ok(Endpoint { address, authority })
        };
        assert_eq!(
            endpoint(&site("public", "az://a/$web", ""), "x", None),
            Ok(Endpoint::default())
        );
        let fairfax = at(
            "https://a.blob.core.usgovcloudapi.net",
            Some("https://login.microsoftonline.us"),
        );
        assert_eq!(
            endpoint(&site("fairfax", "az://a/$web", ""), "x", None),
            fairfax
        );
        let renamed = "clouds: { fairfax: { name: usgov } }\npublish: { x: { to: az://a/$web, cloud: usgov } }\n";
        assert_eq!(endpoint(renamed, "x", None), fairfax);
        // A whole host says it without a configuration.
        assert_eq!(
            endpoint("", "az://a.blob.core.usgovcloudapi.net/$web", None),
            fairfax
        );
        let mooncake = endpoint(&site("mooncake", "az://a/$web", ""), "x", None);
        assert_eq!(
            mooncake,
            at(
                "https://a.blob.core.chinacloudapi.cn",
                Some("https://login.chinacloudapi.cn")
            )
        );
        let region = "    region: cn-north-1\n";
        let china = at("https://s3.cn-north-1.amazonaws.com.cn", None);
        assert_eq!(
            endpoint(&site("mooncake", "s3://b", region), "x", Some("us-east-1")),
            china
        );
        assert_eq!(endpoint("", "s3://b", Some("cn-north-1")), china);
        assert_eq!(
            endpoint("", "s3://b", Some("eu-west-1")),
            Ok(Endpoint::default())
        );
    }

    #[test]
    fn what_is_air_gapped_goes_nowhere_by_default() {
        for to in ["az://a/$web", "s3://b", "gs://b"] {
            let error = endpoint(&site("usnat", to, ""), "x", None).unwrap_err();
            assert!(error.contains("`usnat` is air-gapped"), "{error}");
        }
        let own = "    endpoint: https://storage.example\n";
        let found = endpoint(&site("ussec", "az://a/$web", own), "x", None).unwrap();
        assert_eq!(found.address.as_deref(), Some("https://storage.example"));
        assert!(
            endpoint(
                &site("usnat", "s3://b", "    region: us-iso-east-1\n"),
                "x",
                None
            )
            .is_ok()
        );
    }
}
