//! A job that publishes one cloud to one target, and what lets it in there.

use inlaid::cloud::Clouds;
use inlaid::config::PublishTarget;
use inlaid::diagnostic::Error;
use inlaid::publish::{Place, Service};

/// A job that publishes.
pub(super) struct Job {
    /// Its name, and that of the environment and the secrets that are its own.
    pub(super) name: String,
    /// What people read.
    pub(super) title: String,
    /// The cloud whose tree it publishes.
    pub(super) cloud: String,
    /// The target, as the shell is told of it.
    to: String,
    /// What lets it in.
    pub(super) login: Login,
}

/// What lets a job in at its target.
pub(super) enum Login {
    /// Nothing: the target is on the machine of the job.
    Here,
    /// Variables that the storage service is spoken to with.
    Keys(&'static [&'static str]),
    /// A key of `ssh`.
    Ssh,
    /// A token that `git` asks for.
    Token {
        /// The address of the host: `https://github.com`.
        host: String,
        /// Which repository it is there, where jobs there have a token for their own: `contoso/help`.
        own: Option<String>,
    },
}

impl Job {
    /// The job of a target; `None` where it does not say which cloud it is for.
    ///
    /// # Errors
    /// When its address is none, or its name cannot be that of a job.
    pub(super) fn of(target: &PublishTarget, clouds: &Clouds) -> Result<Option<Self>, Error> {
        let Some(cloud) = target.cloud else {
            return Ok(None);
        };
        let plain = |letter: char| letter.is_ascii_alphanumeric() || "._-".contains(letter);
        if !target.name.chars().all(plain) {
            let message = format!("`{}` cannot name a job", target.name);
            return Err(Error::refused(
                message,
                "name the target with letters, digits, `.`, `_` and `-`",
            ));
        }
        let cloud = clouds.get(cloud).name.clone();
        Ok(Some(Self {
            name: format!("publish-{}", target.name.replace('.', "-")),
            title: match cloud == target.name {
                true => format!("Publish {cloud}"),
                false => format!("Publish {cloud} to {}", target.name),
            },
            cloud,
            to: target.name.clone(),
            login: Login::of(&Place::parse(&target.to)?),
        }))
    }

    /// A job for a target that no configuration names.
    pub(super) fn example(cloud: &str, to: &str, login: Login) -> Self {
        Self {
            name: format!("publish-{}", cloud.replace('.', "-")),
            title: format!("Publish {cloud}"),
            cloud: cloud.to_owned(),
            to: to.to_owned(),
            login,
        }
    }

    /// Whether two names are one where case does not count.
    pub(super) fn is_named_as(&self, other: &Self) -> bool {
        self.name.eq_ignore_ascii_case(&other.name)
    }

    /// What the shell runs.
    pub(super) fn script(&self) -> String {
        let Self { cloud, to, .. } = self;
        let publish = format!("inlaid publish {cloud} --to {to}");
        let before = match self.login {
            Login::Ssh => SSH,
            _ => "",
        };
        format!("{before}{publish} --plan\n{publish}\n")
    }
}

/// Makes `ssh` use a key and the keys of hosts that are in variables; nobody else may read files of `mktemp`.
const SSH: &str = "\
key=$(mktemp) hosts=$(mktemp)
trap 'rm \"$key\" \"$hosts\"' EXIT
printf '%s\\n' \"$GIT_SSH_KEY\" > \"$key\"
printf '%s\\n' \"$GIT_KNOWN_HOSTS\" > \"$hosts\"
export GIT_SSH_COMMAND=\"ssh -i $key -o IdentitiesOnly=yes -o UserKnownHostsFile=$hosts\"
";

/// Answers `git` with the token, so that it is in no file and no address.
const ASKED: &str = "!f() { echo username=x-access-token; echo \"password=$GIT_TOKEN\"; }; f";

impl Login {
    fn of(place: &Place) -> Self {
        match place {
            Place::Folder(_) => Self::Here,
            Place::Bucket(bucket) => Self::Keys(match bucket.service {
                Service::Azure { .. } => &["AZURE_STORAGE_ACCOUNT_KEY"],
                Service::S3 => &["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"],
                Service::Google => &["GOOGLE_SERVICE_ACCOUNT_KEY"],
            }),
            Place::Branch { remote, .. } => match remote.split_once("://") {
                Some(("https", rest)) => Self::token(rest),
                Some(_) => Self::Ssh,
                None => Self::Here,
            },
        }
    }

    /// A token for `USER@HOST/PATH`.
    fn token(address: &str) -> Self {
        let (host, path) = address.split_once('/').unwrap_or((address, ""));
        let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
        let path = path.trim_matches('/');
        let own = (host == "github.com").then(|| path.trim_end_matches(".git").to_owned());
        Self::Token {
            host: format!("https://{host}"),
            own,
        }
    }

    /// The names of what it keeps secret.
    pub(super) fn secrets(&self) -> &'static [&'static str] {
        match self {
            Self::Here => &[],
            Self::Keys(names) => names,
            Self::Ssh => &["GIT_SSH_KEY", "GIT_KNOWN_HOSTS"],
            Self::Token { .. } => &["GIT_TOKEN"],
        }
    }

    /// The variables that are no secrets.
    pub(super) fn settings(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Token { host, .. } => vec![
                ("GIT_CONFIG_COUNT", "'1'".to_owned()),
                ("GIT_CONFIG_KEY_0", format!("credential.{host}.helper")),
                ("GIT_CONFIG_VALUE_0", format!("'{ASKED}'")),
            ],
            _ => Vec::new(),
        }
    }
}
