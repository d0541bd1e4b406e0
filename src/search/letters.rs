//! Tables of letters: which make no difference, and how each script is written in Latin.
//!
//! There are no others: the script of the search page gets these with the index, so that both fold alike.

/// What is left out of words: marks that many leave unwritten, and signs that stand within words.
///
/// Not all marks: those of Indic and other scripts are vowels.
#[rustfmt::skip]
pub const DROPPED: &[(u32, u32)] = &[
    (0x27, 0x27),     // apostrophe
    (0xad, 0xad),     // soft hyphen
    (0x2b0, 0x36f),   // modifier letters (ʼ ʻ ʿ ʹ), accents
    (0x483, 0x487),   // Cyrillic titlo and breathings
    (0x55a, 0x55f),   // Armenian apostrophe, stress, question and exclamation: within the word
    (0x591, 0x5bd),   // Hebrew points
    (0x5bf, 0x5bf),
    (0x5c1, 0x5c2),
    (0x5c4, 0x5c5),
    (0x5c7, 0x5c7),
    (0x5f3, 0x5f4),   // Hebrew geresh
    (0x610, 0x61a),   // Arabic signs
    (0x621, 0x621),   // hamza alone
    (0x640, 0x640),   // tatweel
    (0x64b, 0x65f),   // Arabic vowels, hamza above and below
    (0x670, 0x670),
    (0x6d6, 0x6dc),
    (0x200b, 0x200f), // joiners and marks of direction
    (0x2018, 0x2019), // quotation marks used as apostrophes
    (0x202a, 0x202e),
    (0x2060, 0x2069),
    (0xfeff, 0xfeff),
];

/// Scripts written without spaces: runs of them are filed as pairs of characters.
pub const UNSPACED: &[(u32, u32)] =
    &[(0xe00, 0xeff), (0x1000, 0x109f), (0x1780, 0x17ff), (0x3040, 0x30ff), (0x3400, 0x9fff), (0xf900, 0xfaff)];

/// Digits of other scripts: the code of each zero.
pub const ZEROS: &[u32] = &[0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66];

/// Letters that are one for a reader who searches, after decomposition (NFKD) and lower case.
///
/// Й and ї are put together again, since they are letters and no accented и and і. The Arabic ones follow the usual
/// normalisation for retrieval (Larkey et al. 2002): alef, ya, and ta marbuta are often written one for another.
#[rustfmt::skip]
pub const FOLDED: &[(&str, &str)] = &[
    ("и\u{306}", "й"), ("і\u{308}", "ї"), ("ß", "ss"), ("ı", "i"), ("ə", "e"), ("æ", "ae"), ("œ", "oe"), ("ø", "o"),
    ("đ", "d"), ("ð", "d"), ("þ", "th"), ("ł", "l"), ("ħ", "h"), ("ŧ", "t"), ("ς", "σ"), ("և", "եւ"),
    ("ٱ", "ا"), ("ى", "ي"), ("ی", "ي"), ("ې", "ي"), ("ک", "ك"), ("ة", "ه"), ("ہ", "ه"), ("ە", "ه"), ("ھ", "ه"),
];

/// Letters → Latin, simplified from BGN/PCGN (Russian 1947, Ukrainian 2019, Armenian 1981, Georgian 2009, Arabic 1956,
/// Persian 1958) and, for letters of other languages in Cyrillic, ISO 9: marks and apostrophes left out.
#[rustfmt::skip]
pub const LETTERS: &[(&str, &str)] = &[
    // Cyrillic
    ("а", "a"), ("б", "b"), ("в", "v"), ("г", "g"), ("д", "d"), ("дж", "j"), ("е", "e"), ("ж", "zh"), ("з", "z"),
    ("и", "i"), ("й", "y"), ("к", "k"), ("л", "l"), ("м", "m"), ("н", "n"), ("о", "o"), ("п", "p"), ("р", "r"),
    ("с", "s"), ("т", "t"), ("у", "u"), ("ф", "f"), ("х", "kh"), ("ц", "ts"), ("ч", "ch"), ("ш", "sh"),
    ("щ", "shch"), ("ъ", ""), ("ы", "y"), ("ь", ""), ("э", "e"), ("ю", "yu"), ("я", "ya"), ("ґ", "g"), ("є", "ye"),
    ("і", "i"), ("ї", "i"), ("ђ", "dj"), ("ј", "j"), ("љ", "lj"), ("њ", "nj"), ("ћ", "c"), ("џ", "dz"), ("ѕ", "dz"),
    ("ә", "e"), ("ғ", "g"), ("ҝ", "g"), ("қ", "k"), ("ҡ", "k"), ("ң", "n"), ("ө", "o"), ("ү", "u"), ("ұ", "u"),
    ("һ", "h"), ("ҳ", "h"), ("ҹ", "j"), ("ҷ", "j"), ("ӏ", ""),
    // Armenian
    ("ա", "a"), ("բ", "b"), ("գ", "g"), ("դ", "d"), ("ե", "e"), ("զ", "z"), ("է", "e"), ("ը", "y"), ("թ", "t"),
    ("ժ", "zh"), ("ի", "i"), ("լ", "l"), ("խ", "kh"), ("ծ", "ts"), ("կ", "k"), ("հ", "h"), ("ձ", "dz"), ("ղ", "gh"),
    ("ճ", "ch"), ("մ", "m"), ("յ", "y"), ("ն", "n"), ("շ", "sh"), ("ո", "o"), ("ու", "u"), ("չ", "ch"), ("պ", "p"),
    ("ջ", "j"), ("ռ", "r"), ("ս", "s"), ("վ", "v"), ("տ", "t"), ("ր", "r"), ("ց", "ts"), ("ւ", "v"), ("փ", "p"),
    ("ք", "k"), ("օ", "o"), ("ֆ", "f"),
    // Georgian
    ("ა", "a"), ("ბ", "b"), ("გ", "g"), ("დ", "d"), ("ე", "e"), ("ვ", "v"), ("ზ", "z"), ("თ", "t"), ("ი", "i"),
    ("კ", "k"), ("ლ", "l"), ("მ", "m"), ("ნ", "n"), ("ო", "o"), ("პ", "p"), ("ჟ", "zh"), ("რ", "r"), ("ს", "s"),
    ("ტ", "t"), ("უ", "u"), ("ფ", "p"), ("ქ", "k"), ("ღ", "gh"), ("ყ", "q"), ("შ", "sh"), ("ჩ", "ch"), ("ც", "ts"),
    ("ძ", "dz"), ("წ", "ts"), ("ჭ", "ch"), ("ხ", "kh"), ("ჯ", "j"), ("ჰ", "h"),
    // Arabic and Persian
    ("ا", "a"), ("ب", "b"), ("ت", "t"), ("تش", "ch"), ("ث", "th"), ("ج", "j"), ("ح", "h"), ("خ", "kh"), ("د", "d"),
    ("ذ", "dh"), ("ر", "r"), ("ز", "z"), ("س", "s"), ("ش", "sh"), ("ص", "s"), ("ض", "d"), ("ط", "t"), ("ظ", "z"),
    ("ع", "a"), ("غ", "gh"), ("ف", "f"), ("ق", "q"), ("ك", "k"), ("ل", "l"), ("م", "m"), ("ن", "n"), ("ه", "h"),
    ("و", "u"), ("ي", "i"), ("پ", "p"), ("چ", "ch"), ("ژ", "zh"), ("گ", "g"), ("ڤ", "v"),
];

/// Latin spellings of one sound → one of them; a spelling's beginning stays a beginning, so that words match while typed.
#[rustfmt::skip]
pub const SPELLINGS: &[(&str, &str)] = &[
    ("kh", "k"), ("sh", "s"), ("shch", "s"), ("sch", "s"), ("ch", "c"), ("tch", "c"), ("gh", "g"), ("zh", "z"),
    ("dj", "j"), ("dzh", "j"), ("tz", "ts"), ("ck", "k"), ("q", "k"), ("w", "v"), ("x", "ks"), ("y", "i"), ("ye", "e"),
    ("iy", "i"),
];

/// What is left of a name where vowels are unwritten and letters stand for one another, as in Arabic.
#[rustfmt::skip]
pub const SOUNDS: &[(&str, &str)] = &[
    ("a", ""), ("e", ""), ("i", ""), ("o", ""), ("u", ""), ("p", "b"), ("v", "f"), ("j", "g"), ("c", "g"), ("th", "t"),
    ("dh", "z"), ("ks", "k"), ("ca", "k"), ("co", "k"), ("cu", "k"), ("cr", "kr"), ("cl", "kl"), ("ct", "kt"),
];

/// The article and what is written together with it, at the beginning of Arabic words.
pub const ARTICLES: [&str; 5] = ["وال", "بال", "كال", "فال", "ال"];
