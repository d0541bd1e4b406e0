//! Words without a meaning of their own, strung into sentences by a seeded sequence of numbers.

/// A linear congruential generator: the same seed gives the same numbers on every machine.
pub struct Random(u64);

impl Random {
    /// The sequence of one file or entry, told from all others by its kind and number.
    pub fn of(kind: &str, number: usize) -> Self {
        // FNV-1a, so that neighbours do not begin alike.
        let mix = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        let bytes = kind.bytes().chain((number as u64).to_le_bytes());
        Random(bytes.fold(0xcbf2_9ce4_8422_2325, mix))
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        // Knuth's MMIX constants; the low bits of such a sequence are poor, so the high ones are used.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % end
    }

    /// A number from `start` to `last`.
    pub fn between(&mut self, start: usize, last: usize) -> usize {
        start + self.below(last - start + 1)
    }

    /// One of several.
    pub fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    /// Several numbers below `end`, all different; as many as there are if `end` is small.
    pub fn some(&mut self, count: usize, end: usize) -> Vec<usize> {
        let start = self.below(end);
        let step = if end > count { end / count } else { 1 };
        (0..count.min(end)).map(|index| (start + index * step) % end).collect()
    }

    /// Words, the first with a capital.
    pub fn words(&mut self, count: usize) -> String {
        let words: Vec<&str> = (0..count).map(|_| self.one(WORDS)).collect();
        capital(&words.join(" "))
    }

    /// A name: words that all have a capital.
    pub fn name(&mut self, count: usize) -> String {
        let words: Vec<String> = (0..count).map(|_| capital(self.one(WORDS))).collect();
        words.join(" ")
    }

    /// A sentence of this many words, with `holes` (references, citations) spread over it.
    pub fn sentence(&mut self, count: usize, holes: &[String]) -> String {
        let comma = self.between(3, count.max(8));
        let mut text = self.words(1);
        for word in 1..count {
            if word == comma && word + 1 < count {
                text.push(',');
            }
            text.push(' ');
            // The first hole behind the third word, each further one two words on.
            match word.checked_sub(3).filter(|at| at % 2 == 0).and_then(|at| holes.get(at / 2)) {
                Some(hole) => text.push_str(hole),
                None => text.push_str(self.one(WORDS)),
            }
        }
        text
    }

    /// Sentences of about this many words in all.
    pub fn prose(&mut self, count: usize) -> String {
        let mut left = count;
        let mut sentences = Vec::new();
        while left > 0 {
            let length = if left < 24 { left } else { self.between(9, 20) };
            sentences.push(format!("{}.", self.sentence(length, &[])));
            left -= length;
        }
        sentences.join(" ")
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[rustfmt::skip]
const WORDS: &[&str] = &[
    "about", "above", "account", "across", "address", "adds", "afternoon", "again", "agenda", "agreed", "along", "among",
    "amount", "annual", "answer", "apart", "appeal", "approach", "archive", "area", "argument", "around", "arrival",
    "article", "assembly", "autumn", "average", "balance", "basin", "basis", "before", "began", "behind", "below",
    "beside", "between", "beyond", "bilateral", "border", "bridge", "brief", "broad", "building", "bulletin", "bureau",
    "calendar", "called", "canal", "capital", "careful", "carried", "central", "chairman", "change", "channel", "chapter",
    "charter", "circular", "city", "civil", "clause", "clear", "close", "coast", "column", "commission", "committee",
    "common", "concern", "condition", "conference", "confirmed", "congress", "consent", "continued", "corner", "corridor",
    "council", "counted", "country", "course", "court", "crossing", "current", "customs", "daily", "deadline", "debate",
    "decade", "decision", "declared", "degree", "delegate", "delta", "department", "deputy", "described", "detail",
    "dialogue", "direction", "distance", "district", "document", "draft", "drawn", "during", "early", "eastern",
    "edition", "effect", "eleven", "embassy", "ended", "engineer", "entered", "envoy", "equal", "estimate", "evening",
    "exchange", "expected", "extended", "external", "factory", "federal", "field", "fifteen", "final", "first",
    "followed", "ford", "foreign", "formal", "former", "forum", "forward", "found", "fourth", "framework", "frequent",
    "frontier", "full", "garden", "general", "given", "governor", "gradual", "grain", "granted", "group", "guarantee",
    "harbour", "harvest", "headline", "hearing", "held", "highland", "hillside", "history", "hospital", "hourly",
    "house", "hundred", "inland", "inner", "inquiry", "inside", "institute", "interim", "island", "issued", "joined",
    "joint", "journal", "journey", "judge", "junction", "keeper", "kilometre", "labour", "lake", "language", "larger",
    "later", "leader", "learned", "ledger", "left", "letter", "level", "library", "limit", "line", "listed", "local",
    "long", "lower", "mandate", "manner", "margin", "marked", "market", "matter", "mayor", "measure", "mediator",
    "meeting", "member", "memo", "meridian", "message", "middle", "minister", "minute", "mission", "moderate", "month",
    "morning", "motion", "mountain", "moved", "named", "narrow", "national", "nearby", "neutral", "newspaper", "night",
    "noon", "northern", "note", "notice", "noted", "number", "observer", "offered", "office", "official", "opened",
    "opinion", "orchard", "order", "origin", "outer", "outline", "outside", "overland", "page", "panel", "paper",
    "paragraph", "parish", "parliament", "partial", "passage", "passed", "path", "pause", "people", "period", "permit",
    "pipeline", "place", "plain", "planned", "plateau", "point", "policy", "port", "position", "post", "practice",
    "prepared", "present", "press", "previous", "primary", "printed", "proposal", "protocol", "province", "public",
    "quarter", "question", "quiet", "quoted", "railway", "range", "rapid", "ratio", "reached", "reader", "rearranged",
    "recent", "record", "referred", "reform", "region", "register", "remained", "remark", "repeated", "reply", "report",
    "request", "reserve", "resident", "resolution", "result", "returned", "review", "ridge", "river", "road", "route",
    "rural", "said", "school", "season", "second", "secretary", "section", "senate", "separate", "series", "session",
    "settled", "several", "shared", "shore", "short", "signed", "similar", "single", "slope", "small", "source",
    "southern", "speaker", "special", "spoke", "spring", "square", "stage", "standard", "started", "stated", "station",
    "status", "steady", "stone", "street", "summary", "summer", "survey", "table", "talks", "term", "territory",
    "third", "thousand", "timetable", "title", "together", "took", "topic", "total", "toward", "town", "trade",
    "transit", "treaty", "tribunal", "tunnel", "twelve", "under", "union", "until", "upper", "urban", "usual", "valley",
    "version", "village", "visit", "volume", "voted", "waited", "warehouse", "water", "weekly", "western", "while",
    "wide", "winter", "within", "witness", "written", "yearly", "yield", "zone",
];
