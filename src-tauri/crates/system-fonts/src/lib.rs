//! Fonts of this computer, for signs that the program's own does not have: a household's names may be
//! written in Chinese, Japanese or Korean, and such a font is larger than the whole program.
use papers::Font;
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// No font of a language is larger.
const LARGEST: u64 = 64 << 20;
/// So many are opened at most: it must not take long.
const MOST: usize = 80;
/// So many fonts may a page have beside the program's own.
const FONTS: usize = 3;
/// Folders within folders.
const DEPTH: usize = 5;
/// Names of fonts that have many signs, and of plain ones.
const LIKELY: [&str; 8] = ["cjk", "unicode", "gothic", "hei", "meiryo", "unifont", "fallback", "sans"];
/// Other cuts of a font have no other signs.
const UNLIKELY: [&str; 8] = ["bold", "italic", "oblique", "light", "thin", "medium", "black", "serif"];

/// Fonts that have these signs, as far as this computer has them.
pub fn fonts_for(signs: &BTreeSet<char>) -> Vec<Font> {
    find(&folders(), signs)
}

/// The same among the files in these folders.
pub fn find(folders: &[PathBuf], signs: &BTreeSet<char>) -> Vec<Font> {
    let mut wanted = signs.clone();
    let mut found = Vec::new();
    if wanted.is_empty() {
        return found;
    }
    let mut files = Vec::new();
    folders.iter().for_each(|folder| gather(folder, DEPTH, &mut files));
    files.sort_by_cached_key(|file| (rank(file), file.clone()));
    for file in files.into_iter().take(MOST) {
        if wanted.is_empty() || found.len() == FONTS {
            break;
        }
        let Ok(data) = fs::read(&file) else { continue };
        if let Some((index, has)) = papers::font_with(&data, &wanted) {
            wanted.retain(|sign| !has.contains(sign));
            found.push(Font { data, index });
        }
    }
    found
}

/// Where the system keeps its fonts, and the person theirs.
fn folders() -> Vec<PathBuf> {
    let base = |variable: &str| std::env::var_os(variable).map(PathBuf::from);
    let below = |base: Option<PathBuf>, folder: &str| base.map(|base| base.join(folder));
    let all = if cfg!(windows) {
        vec![below(base("WINDIR"), "Fonts"), below(base("LOCALAPPDATA"), "Microsoft/Windows/Fonts")]
    } else if cfg!(target_os = "macos") {
        vec![
            Some(PathBuf::from("/System/Library/Fonts")),
            Some(PathBuf::from("/Library/Fonts")),
            below(base("HOME"), "Library/Fonts"),
        ]
    } else {
        vec![
            Some(PathBuf::from("/usr/share/fonts")),
            Some(PathBuf::from("/usr/local/share/fonts")),
            below(base("XDG_DATA_HOME"), "fonts"),
            below(base("HOME"), ".local/share/fonts"),
            below(base("HOME"), ".fonts"),
        ]
    };
    all.into_iter().flatten().collect()
}

fn gather(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let Ok(about) = fs::metadata(&path) else { continue };
        let kind = path.extension().and_then(|kind| kind.to_str()).unwrap_or_default().to_ascii_lowercase();
        if about.is_dir() {
            if depth > 0 {
                gather(&path, depth - 1, files);
            }
        } else if matches!(kind.as_str(), "ttf" | "otf" | "ttc" | "otc") && about.len() <= LARGEST {
            files.push(path);
        }
    }
}

/// Where a font stands in the order of being opened: the smaller, the sooner.
fn rank(file: &Path) -> usize {
    let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_ascii_lowercase();
    let likely = LIKELY.iter().position(|part| name.contains(part)).unwrap_or(LIKELY.len());
    let unlikely = UNLIKELY.iter().any(|part| name.contains(part));
    likely + if unlikely { LIKELY.len() + 1 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_font_of_many_signs_is_opened_first() {
        let mut files =
            ["NotoSansCJK-Bold.ttc", "DejaVuSans.ttf", "NotoSansCJK-Regular.ttc", "Comic.ttf"].map(PathBuf::from);
        files.sort_by_cached_key(|file| rank(file));
        assert_eq!(files[0], Path::new("NotoSansCJK-Regular.ttc"));
        assert_eq!(files[1], Path::new("DejaVuSans.ttf"));
        assert_eq!(files[3], Path::new("NotoSansCJK-Bold.ttc"));
    }

    #[test]
    fn what_is_no_font_is_passed_over_and_what_has_the_sign_is_found() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("deep")).unwrap();
        fs::write(folder.path().join("a-sans.ttf"), b"not a font").unwrap();
        let noto = include_bytes!("../../papers/fonts/NotoSans-Regular.ttf");
        fs::write(folder.path().join("deep/Noto.TTF"), noto).unwrap();
        let folders = [folder.path().to_owned(), folder.path().join("gone")];
        let found = find(&folders, &BTreeSet::from(['ě', '印']));
        assert_eq!(found, [Font { data: noto.to_vec(), index: 0 }]);
        assert!(find(&folders, &BTreeSet::from(['印'])).is_empty() && find(&folders, &BTreeSet::new()).is_empty());
    }
}
