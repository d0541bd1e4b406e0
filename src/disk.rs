//! What a build keeps below the root of a site: plain files in plain folders, never behind a link.
//!
//! A site may come from anybody. A link in it would let what is written, removed or shown lie anywhere on the machine.

use std::fs::{self, File, OpenOptions};
use std::io::{Error, ErrorKind, Read, Result, Write};
use std::path::{Path, PathBuf};

/// Where something lies below a root, whether it is there yet or not.
///
/// # Errors
/// A part of the way is a symbolic link, or cannot be looked at.
pub fn place(root: &Path, below: &str) -> Result<PathBuf> {
    let mut path = root.to_path_buf();
    for part in Path::new(below) {
        path.push(part);
        match fs::symlink_metadata(&path) {
            Ok(metadata) if metadata.is_symlink() => {
                let shown = path.strip_prefix(root).unwrap_or(&path).display();
                return Err(Error::other(format!("{shown} is a symbolic link, and links are not followed")));
            }
            // What is not there is no link; nor is what seems to lie in a file.
            Err(error) if !is_missing(&error) => {
                return Err(Error::new(error.kind(), format!("cannot look at {}: {error}", path.display())));
            }
            _ => {}
        }
    }
    Ok(path)
}

/// A folder below a root, made if it is not there.
///
/// # Errors
/// It lies behind a link, or cannot be made.
pub fn folder(root: &Path, below: &str) -> Result<PathBuf> {
    let path = place(root, below)?;
    let made = fs::create_dir_all(&path);
    made.map_err(|error| Error::new(error.kind(), format!("cannot make the folder {}: {error}", path.display())))?;
    Ok(path)
}

/// Refuses what is there and is no plain file: a folder, a pipe, a device, which may never end. A link is followed.
///
/// # Errors
/// It is no plain file, or cannot be looked at. That nothing is there is no error.
pub fn check_plain(path: &Path) -> Result<()> {
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_file() => Ok(()),
        Ok(_) => Err(Error::other("it is not a plain file")),
        Err(error) if is_missing(&error) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Opens a plain file that is no link.
///
/// # Errors
/// It is another thing, is not there, or cannot be read.
pub fn open(path: &Path) -> Result<File> {
    if !fs::symlink_metadata(path)?.is_file() {
        return Err(Error::other("it is not a plain file"));
    }
    File::open(path)
}

/// Whether a plain file holds these bytes and no other.
pub fn holds(path: &Path, bytes: &[u8]) -> bool {
    let mut held = Vec::new();
    let read = open(path).and_then(|file| file.take(bytes.len() as u64 + 1).read_to_end(&mut held));
    read.is_ok() && held == bytes
}

/// Makes a file that only this process writes; what has its name is removed and not followed.
///
/// # Errors
/// It cannot be made.
pub fn create(path: &Path) -> Result<File> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    OpenOptions::new().write(true).create_new(true).open(path)
}

/// Puts a file in the place of another in one step, whatever that was.
///
/// # Errors
/// It cannot be written; the one before is whole then.
pub fn replace(path: &Path, pieces: &[&[u8]]) -> Result<()> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let half = path.with_file_name(format!("{name}.{}.new", std::process::id()));
    let write = |mut file: File| pieces.iter().try_for_each(|piece| file.write_all(piece));
    let written = create(&half).and_then(write).and_then(|()| fs::rename(&half, path));
    if written.is_err() {
        // It is in nobody's way; why writing failed is what matters.
        let _ = fs::remove_file(&half);
    }
    written
}

/// Whether nothing is there, or something lies in the way that has nothing in it.
fn is_missing(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn nothing_lies_behind_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir_all(root.join("inner/real")).unwrap();
        symlink(root.join("inner"), root.join("link")).unwrap();
        symlink("/no/such/file", root.join("inner/nowhere")).unwrap();
        fs::write(root.join("file"), "x").unwrap();
        for there in ["inner/real", "inner/new/er", "file", "file/below"] {
            assert_eq!(place(root, there).unwrap(), root.join(there));
        }
        for behind in ["link", "link/real", "inner/nowhere", "inner/nowhere/x"] {
            assert!(place(root, behind).unwrap_err().to_string().contains("is a symbolic link"), "{behind}");
            assert!(super::folder(root, behind).is_err(), "{behind}");
        }
        assert!(super::folder(root, "file/below").unwrap_err().to_string().contains("cannot make the folder"));
    }

    #[test]
    fn a_file_is_written_in_the_place_of_a_link_and_not_through_it() {
        let folder = tempfile::tempdir().unwrap();
        let (precious, file) = (folder.path().join("precious"), folder.path().join("file"));
        fs::write(&precious, "precious").unwrap();
        let half = folder.path().join(format!("file.{}.new", std::process::id()));
        for link in [&file, &half] {
            symlink(&precious, link).unwrap();
        }
        assert!(open(&file).is_err() && !holds(&file, b"precious"));
        replace(&file, &[b"ne", b"w"]).unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"new");
        assert_eq!(fs::read(&precious).unwrap(), b"precious");
        assert!(holds(&file, b"new") && !holds(&file, b"ne") && !half.exists());
    }
}
