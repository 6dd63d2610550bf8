//! What single stages of a build take, for one article or for a site of a thousand.
//!
//!     cargo bench --bench stages
#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "a benchmark fails where its own articles cannot be read"
)]

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use inlaid::article::{Article, Parsed, parse};
use inlaid::config::Config;
use inlaid::html::render;
use inlaid::memo::Memo;
use inlaid::output::{Bodies, Output, Recipes};
use inlaid::path::ContentPath;
use inlaid::site::{Assembly, assemble};
use inlaid::source::{Source, decode};
use inlaid::theme::Theme;
use std::collections::BTreeMap;
use std::hint::black_box;
use std::sync::Arc;

fn header(number: usize) -> String {
    format!(
        "<properties\n    pageTitle=\"Mail is late {number}\"\n    description=\"What to do when mail does not arrive\"\n    \
         infoBubbleText=\"Mail &amp; calendar\"\n    service=\"contoso.mail{}\"\n    resource=\"mailboxes\"\n    \
         authors=\"ann\"\n    ms.author=\"ann\"\n    displayOrder=\"{number}\"\n    articleId=\"mail-is-late-{number}\"\n    \
         selfHelpType=\"generic\"\n    supportTopicIds=\"326{number}, 327{number}\"\n    resourceTags=\"windows\"\n    \
         productPesIds=\"14749\"\n    cloudEnvironments=\"public, Fairfax, Mooncake, usnat\"\n/>\n",
        number % 40
    )
}

/// Prose, a list, a table, code and links, as articles have them.
fn prose(number: usize) -> String {
    format!(
        "\n# Mail is late {number}\n\nMost **delays** end by themselves. See [the other one](a{}.md#recommended-steps) and \
         [the status page](https://status.example/mail?id={number}).\n\n## Recommended steps\n\n1. Open the *queue*.\n2. Look for \
         `deferred` messages.\n3. Send one again:\n\n   ```powershell\n   Get-Queue | Retry-Queue -Resubmit $true\n   ```\n\n\
         | State | Meaning |\n|:--|--:|\n| active | on its way |\n| retry | waits for the other host |\n\n## Recommended documents\n\n\
         - [Queues](https://docs.example/queues)\n- [Limits](https://docs.example/limits)\n",
        (number + 1) % 1000
    )
}

fn slots() -> String {
    (0..40)
        .map(|at| format!("The host <!--$host{at}-->[host]<!--/$host{at}--> answered at <!--$time{at}-->[time]<!--/$time{at}-->.\n\n"))
        .collect()
}

fn source(name: &str, text: String) -> Source {
    decode(&ContentPath::new(name), text.into_bytes())
}

fn article(name: &str, text: String) -> Arc<Article> {
    match parse(source(name, text), &[]) {
        Parsed::Article(article) => article,
        Parsed::Skipped(finding) => unreachable!("{}", finding.message),
    }
}

/// A thousand articles in forty services.
fn articles() -> Arc<[Arc<Article>]> {
    let mut articles: Vec<_> = (0..1000)
        .map(|at| article(&format!("a{at}.md"), header(at) + &prose(at)))
        .collect();
    articles.sort_by(|a, b| a.path.cmp(&b.path));
    articles.into()
}

fn assembled(articles: &Arc<[Arc<Article>]>, config: &Config) -> Assembly {
    let (assets, history) = (BTreeMap::new(), Arc::default());
    assemble(
        articles,
        &assets,
        (&history, config),
        None,
        &mut Memo::default(),
    )
}

fn one_article(c: &mut Criterion) {
    let texts = [
        ("header", header(7)),
        ("slots", header(7) + &slots()),
        ("prose", header(7) + &prose(7)),
    ];
    let mut group = c.benchmark_group("parse");
    for (name, text) in texts {
        let source = source("a.md", text);
        group.throughput(Throughput::Bytes(source.text.len() as u64));
        group.bench_function(name, |b| {
            b.iter_batched(
                || source.clone(),
                |source| parse(source, &[]),
                BatchSize::SmallInput,
            );
        });
    }
    group.finish();
}

fn one_page(c: &mut Criterion) {
    let config = Config::default();
    let theme = Theme::load(&config, &mut Memo::default()).unwrap();
    let assembly = assembled(&articles(), &config);
    let site = &assembly.sites[0];
    let (bodies, recipes) = (Bodies::default(), Recipes::new(site, &config, &theme, None));
    let output = Output::new(site, &config, &theme, &bodies, &recipes);
    let entry = &site.entries[7];
    c.bench_function("body", |b| {
        b.iter(|| {
            render(
                black_box(&entry.article),
                &entry.targets,
                "",
                output.setting(),
            )
        });
    });
    let path = (&entry.url).into();
    c.bench_function("page", |b| {
        b.iter(|| output.bytes(black_box(&path)).unwrap().len())
    });
    let list = (&site.listing.lists[0].url).into();
    c.bench_function("list", |b| {
        b.iter(|| output.bytes(black_box(&list)).unwrap().len())
    });
}

fn whole_site(c: &mut Criterion) {
    let (config, articles) = (Config::default(), articles());
    let mut group = c.benchmark_group("site");
    group.throughput(Throughput::Elements(articles.len() as u64));
    group.bench_function("route", |b| {
        b.iter(|| assembled(black_box(&articles), &config).sites.len())
    });
    group.finish();
}

criterion_group!(stages, one_article, one_page, whole_site);
criterion_main!(stages);
