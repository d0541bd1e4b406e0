//! A bar on a terminal for what takes longer than a second; nothing where stderr is no terminal, or with `--quiet`.

use std::io::IsTerminal;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::base::record::Recorder;
use crate::cli::Global;

/// What takes less is not worth a bar.
const PATIENCE: Duration = Duration::from_secs(1);

/// How often it is drawn.
const PACE: Duration = Duration::from_millis(100);

/// A bar that goes when this is dropped.
pub struct Shown {
    end: Sender<()>,
    thread: Option<JoinHandle<()>>,
}

/// Shows how far a recorder is, until the value is dropped.
pub fn show(global: &Global, recorder: &Recorder) -> Option<Shown> {
    (is_wanted(global.quiet, std::io::stderr().is_terminal())).then(|| {
        let (end, ended) = channel::<()>();
        let recorder = recorder.clone();
        let thread = std::thread::spawn(move || {
            if ended.recv_timeout(PATIENCE) != Err(RecvTimeoutError::Timeout) {
                return;
            }
            let bar = ProgressBar::new(0);
            loop {
                draw(&bar, &recorder);
                if ended.recv_timeout(PACE) != Err(RecvTimeoutError::Timeout) {
                    return bar.finish_and_clear();
                }
            }
        });
        Shown { end, thread: Some(thread) }
    })
}

fn is_wanted(quiet: bool, terminal: bool) -> bool {
    terminal && !quiet
}

fn draw(bar: &ProgressBar, recorder: &Recorder) {
    let Some(progress) = recorder.progress() else { return };
    let form = if progress.total > 0 { "{msg:10} {bar:40} {pos}/{len}" } else { "{msg:10} {spinner}" };
    // Invariant: both forms are templates of indicatif; another would leave the bar as it is.
    if let Ok(style) = ProgressStyle::with_template(form) {
        bar.set_style(style);
    }
    bar.set_message(progress.stage);
    bar.set_length(progress.total as u64);
    bar.set_position(progress.done as u64);
    bar.tick();
}

impl Drop for Shown {
    fn drop(&mut self) {
        // The bar is gone before anything else is printed.
        let _ = self.end.send(());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use indicatif::ProgressDrawTarget;

    #[test]
    fn a_bar_is_for_terminals_whose_reader_wants_it() {
        assert!(is_wanted(false, true));
        assert!(!is_wanted(true, true));
        assert!(!is_wanted(false, false));
    }

    #[test]
    fn the_bar_says_how_far_the_stage_is() {
        let recorder = Recorder::new(|| 0);
        let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::hidden());
        recorder.stage("render", || {
            recorder.expect(7);
            recorder.step();
            draw(&bar, &recorder);
        });
        assert_eq!((bar.message().as_str(), bar.position(), bar.length()), ("render", 1, Some(7)));
    }
}
