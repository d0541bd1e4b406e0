//! Requests → files of the site in memory; nothing else is reachable, since no path is looked up on disk.

use std::convert::Infallible;
use std::net::TcpListener;
use std::sync::Arc;

use anyhow::{Context, Result};
use axum::Router;
use axum::body::Body;
use axum::extract::{Query, Request, State as Shared};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use futures_util::stream::{self, Stream, StreamExt};
use percent_encoding::percent_decode_str;
use serde::Deserialize;
use tokio::sync::broadcast::error::RecvError;

use super::host;
use super::state::{Act, Change, Now, State};
use crate::base::path::OutputPath;
use crate::late::Late;

const SCRIPT: &str = include_str!("live.js");
/// An event without data is none to a browser.
const SOME: &str = "now";

const SCRIPT_TAG: &[u8] = b"<script src=\"/__detente/live.js\" defer></script>";

/// Answers requests until the process ends.
///
/// # Errors
/// The system takes the listener away.
pub fn run(listener: TcpListener, state: Arc<State>) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().context("cannot start the server")?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener).context("cannot listen")?;
        axum::serve(listener, router(state)).await.context("the server stopped")
    })
}

fn router(state: Arc<State>) -> Router {
    Router::new()
        .route("/__detente/live.js", get(async || typed("text/javascript; charset=utf-8", SCRIPT.into())))
        .route("/__detente/events", get(events))
        .fallback(file)
        .layer(middleware::from_fn(guard))
        .with_state(state)
}

/// Refuses foreign names and methods that change things; nothing is kept by the browser.
async fn guard(request: Request, next: Next) -> Response {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("");
    if !host::is_allowed(host) {
        let text = "This name is not answered, so that no page elsewhere can read the site: use localhost or the number.\n";
        return (StatusCode::FORBIDDEN, text).into_response();
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET, HEAD")]).into_response();
    }
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

/// The file that an address would name: itself, or the page of a folder.
fn path(address: &str) -> Option<OutputPath> {
    let decoded = percent_decode_str(address).decode_utf8().ok()?;
    let path = decoded.strip_prefix('/')?;
    let path = if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_string() };
    OutputPath::new(&path)
}

/// The file that an address names, if it is there and none of the search.
fn named(now: &Now, address: &str) -> Option<OutputPath> {
    path(address).filter(|path| now.site.has(path))
}

async fn file(Shared(state): Shared<Arc<State>>, request: Request) -> Response {
    let now = state.now();
    let address = request.uri().path();
    if let Some(path) = named(&now, address) {
        let answer = match now.site.late.get(&path).cloned() {
            Some(late) => made(state, path, late).await,
            None => answer(&now, &path),
        };
        return answer.unwrap_or_else(|| StatusCode::NOT_FOUND.into_response());
    }
    if let Some(path) = path(address).filter(|path| now.search.may_hold(path)) {
        let (search, asked) = (Arc::clone(&now.search), path.clone());
        // Making them may take a while, in which pages are answered.
        if let Ok(Some(bytes)) = tokio::task::spawn_blocking(move || search.file(&asked)).await {
            return sent(&path, &bytes);
        }
    }
    // As static hosts do.
    if !address.ends_with('/') && named(&now, &format!("{address}/")).is_some() {
        let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
        // One slash at the head: two would name another host.
        return Redirect::temporary(&format!("/{}/{query}", address.trim_start_matches('/'))).into_response();
    }
    let page = OutputPath::new("404.html").and_then(|path| answer(&now, &path));
    let mut response = page.unwrap_or_else(|| "There is no such page.\n".into_response());
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}

/// A picture or a share card: made when it is asked for, beside the pages that are answered meanwhile.
async fn made(state: Arc<State>, path: OutputPath, late: Late) -> Option<Response> {
    let kind = mime_guess::from_path(path.as_str()).first_or_octet_stream();
    let bytes = tokio::task::spawn_blocking(move || state.made(&late)).await.ok()?;
    Some(match bytes {
        Ok(bytes) => typed(kind.essence_str(), bytes.to_vec().into()),
        Err(flaw) => (StatusCode::INTERNAL_SERVER_ERROR, format!("{}\n", flaw.message)).into_response(),
    })
}

fn answer(now: &Now, path: &OutputPath) -> Option<Response> {
    Some(sent(path, now.site.files.get(path)?))
}

fn sent(path: &OutputPath, bytes: &[u8]) -> Response {
    let kind = mime_guess::from_path(path.as_str()).first_or_octet_stream();
    let is_text = kind.type_() == "text" || matches!(kind.subtype().as_str(), "javascript" | "json" | "xml");
    let charset = if is_text { "; charset=utf-8" } else { "" };
    let body = if kind.essence_str() == "text/html" { with_script(bytes) } else { bytes.to_vec() };
    typed(&format!("{kind}{charset}"), body.into())
}

fn typed(kind: &str, body: Body) -> Response {
    let mut response = body.into_response();
    if let Ok(kind) = HeaderValue::from_str(kind) {
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
    }
    response
}

/// The page with the script that keeps it live, before its head ends.
fn with_script(page: &[u8]) -> Vec<u8> {
    const HEAD_END: &[u8] = b"</head>";
    let at = page.windows(HEAD_END.len()).position(|window| window == HEAD_END).unwrap_or(page.len());
    [&page[..at], SCRIPT_TAG, &page[at..]].concat()
}

#[derive(Deserialize)]
struct Watching {
    page: String,
}

/// What a page is told: first which state it belongs to and what was found, then what changes.
async fn events(
    Shared(state): Shared<Arc<State>>,
    Query(watching): Query<Watching>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let changes = state.subscribe();
    let now = state.now();
    let shown = named(&now, &watching.page);
    let first = [Event::default().event("hello").data(state.version()), Event::default().event("findings").data(&now.overlay)];
    let later = stream::unfold((changes, shown), async |(mut changes, shown)| {
        loop {
            let change = match changes.recv().await {
                Err(RecvError::Closed) => return None,
                Err(RecvError::Lagged(_)) => None,
                Ok(change) => Some(change),
            };
            if let Some(event) = told(change.as_deref(), shown.as_ref()) {
                return Some((event, (changes, shown)));
            }
        }
    });
    Sse::new(stream::iter(first).chain(later).map(Ok)).keep_alive(KeepAlive::default())
}

/// The event for a change; no change means that so many came at once that some were dropped.
fn told(change: Option<&Change>, shown: Option<&OutputPath>) -> Option<Event> {
    match change {
        None => Some(Event::default().event("reload").data(SOME)),
        Some(Change::Findings(overlay)) => Some(Event::default().event("findings").data(overlay)),
        Some(Change::Files(files)) => Some(match files.act(shown)? {
            Act::Reload => Event::default().event("reload").data(SOME),
            Act::Restyle => Event::default().event("style").data(SOME),
        }),
    }
}
