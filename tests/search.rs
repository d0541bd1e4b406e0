//! The search as it is shipped: its script, run by node over the files of built sites, finds what readers look for.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use crate::support;
use crate::support::{Source, minimal, repository};
use detente::pipeline::{Build, Options, Pipeline};
use detente::search::dictionary::{Dictionary, Lexicon};
use detente::search::entry::{Entry, Hits};
use detente::search::{self, Record, fold};
use serde_json::{Value, json};

/// What a query may load, compressed.
const BUDGET: u64 = 50_000;

/// Runs the jobs over an index in a folder.
fn node(folder: &Path, jobs: &[Value]) -> Vec<Value> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut child = Command::new("node")
        .arg(root.join("tests/support/search.mjs"))
        .arg(root.join("static/scripts/search.js"))
        .arg(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node is installed by tests/run");
    child.stdin.take().unwrap().write_all(json!(jobs).to_string().as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "node failed");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn query(query: &str) -> Value {
    json!({ "query": query })
}

/// The index of a language of a built site, on disk.
fn index(build: &Build, prefix: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let prefix = format!("{prefix}search/");
    let files = build.site.files.iter().filter_map(|(path, bytes)| Some((path.as_str().strip_prefix(&prefix)?, bytes)));
    write(folder.path(), files.map(|(path, bytes)| (path.to_string(), Arc::clone(bytes))));
    folder
}

fn write(folder: &Path, files: impl IntoIterator<Item = (String, impl AsRef<[u8]>)>) {
    for (path, bytes) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

fn urls(answer: &Value) -> Vec<&str> {
    answer["shown"].as_array().unwrap().iter().map(|hit| hit["url"].as_str().unwrap()).collect()
}

fn loaded(answer: &Value) -> u64 {
    answer["loaded"].as_array().unwrap().iter().map(|file| file[1].as_u64().unwrap()).sum()
}

/// A text with its marks in brackets.
fn marked(parts: &Value) -> String {
    let parts = parts.as_array().unwrap().iter().enumerate();
    parts
        .map(|(at, part)| if at % 2 == 1 { format!("[{}]", part.as_str().unwrap()) } else { part.as_str().unwrap().into() })
        .collect()
}

/// Queries of the bundled site, each with the address of what a reader means.
const BUNDLED: [(&str, &str); 44] = [
    // Latin
    ("stepanakert", "places/stepanakert/"),
    ("Khankendi", "places/stepanakert/"),
    ("xankəndi", "places/stepanakert/"),
    ("susa", "places/shusha/"),
    ("pashinian", "actors/pashinyan/"),
    ("İlham Əliyev", "actors/aliyev/"),
    ("erdoğan", "actors/erdogan/"),
    ("goradiz", "places/horadiz/"),
    ("gence", "places/ganja/"),
    ("kelbecer", "places/kalbajar/"),
    ("nagorno-karab", "places/nagorno-karabakh/"),
    ("minsk group", "actors/minsk-group/"),
    ("trump route", "glossary/#tripp"),
    ("operation ring", "events/1991-operation-ring/"),
    ("bishkek protocol 1994", "events/1994-05-05-bishkek/"),
    ("cathedral hit twice", "events/2020-10-08-cathedral/"),
    ("who fired on ganja", "disputes/ganja/"),
    ("zangezur corridor", "glossary/#tripp"),
    // Armenian
    ("Ստեփանակերտ", "places/stepanakert/"),
    ("Երեւան", "places/yerevan/"),
    ("ԵՐԵՎԱՆ", "places/yerevan/"),
    ("Շուշիի", "places/shusha/"),
    ("Նիկոլ Փաշինյան", "actors/pashinyan/"),
    ("Ալիև", "actors/aliyev/"),
    ("Ռուբեն Վարդանյան", "actors/vardanyan/"),
    ("Գյումրի", "places/gyumri/"),
    ("Լավրով", "actors/lavrov/"),
    ("Հայաստան", "actors/armenia/"),
    // Cyrillic
    ("Степанакерт", "places/stepanakert/"),
    ("Степанакерте", "places/stepanakert/"),
    ("Ханкенди", "places/stepanakert/"),
    ("Нагорный Карабах", "places/nagorno-karabakh/"),
    ("Пашинян", "actors/pashinyan/"),
    ("Ильхам Алиев", "actors/aliyev/"),
    ("ереван", "places/yerevan/"),
    ("Лавров", "actors/lavrov/"),
    ("Нахичевань", "places/nakhchivan/"),
    // Arabic
    ("ستيباناكيرت", "places/stepanakert/"),
    ("يريفان", "places/yerevan/"),
    ("باكو", "places/baku/"),
    ("أذربيجان", "actors/azerbaijan/"),
    ("أرمينيا", "actors/armenia/"),
    ("باشينيان", "actors/pashinyan/"),
    ("لافروف", "actors/lavrov/"),
];

/// Queries of a site in Armenian, Russian and Arabic: texts, endings, vowels, digits.
const RIVER: [(&str, &str, &str); 16] = [
    ("", "Գետաշեն", "places/ford/"),
    ("", "getashen", "places/ford/"),
    ("", "Геташе", "places/ford/"),
    ("", "ի՞նչ եղավ կամրջին", "articles/bridge/"),
    ("", "զինադադարը", "events/truce/"),
    ("", "غيتاشين", "places/ford/"),
    ("ru/", "гетёшен", "places/ford/"),
    ("ru/", "переговоров", "articles/bridge/"),
    ("ru/", "Елкин мост", "articles/bridge/"),
    ("ru/", "peremirie", "events/truce/"),
    ("ar/", "هدنة", "events/truce/"),
    ("ar/", "الهُدْنَة", "events/truce/"),
    ("ar/", "هدنه", "events/truce/"),
    ("ar/", "جســــر", "articles/bridge/"),
    ("ar/", "مفاوضات ٢٠٢١", "articles/bridge/"),
    ("ar/", "getashen", "places/ford/"),
];

fn river() -> Source {
    minimal_of(&[
        ("content/site.yaml", "title: Գետ\nsummary: Հնարած վեճ։\nlanguages: [hy, ru, ar]\n"),
        ("content/site.ru.yaml", "title: Река\nsummary: Выдуманный спор.\n"),
        ("content/site.ar.yaml", "title: النهر\nsummary: نزاع متخيل.\n"),
        (
            "content/places.yaml",
            "- {id: ford, name: Գետաշեն, type: village, summary: Գյուղ գետի մոտ։}\n- {id: hill, name: Բլուր, type: village, summary: Գյուղ։}\n",
        ),
        ("content/places.ru.yaml", "- {id: ford, name: Гетёшен, summary: Село у реки.}\n"),
        ("content/places.ar.yaml", "- {id: ford, name: غيتاشين, summary: قرية على النهر.}\n"),
        (
            "content/events.yaml",
            "- {id: truce, title: Զինադադար, date: \"2021-05\", type: treaty, places: [ford], summary: Կրակը դադարեց։}\n",
        ),
        ("content/events.ru.yaml", "- {id: truce, title: Перемирие, summary: Огонь прекратили.}\n"),
        ("content/events.ar.yaml", "- {id: truce, title: هدنة, summary: توقف إطلاق النار.}\n"),
        (
            "content/articles/bridge.md",
            "---\ntitle: Ինչ եղավ կամրջի հետ\nsummary: Ով փակեց ճանապարհը։\ndate: \"2021-06-01\"\n---\n\nԿամուրջը փակ էր մեկ տարի, մինչև որ սկսվեցին բանակցությունները։\n",
        ),
        (
            "content/articles/bridge.ru.md",
            "---\ntitle: Что стало с мостом\nsummary: Кто закрыл дорогу.\n---\n\nЁлкин мост был закрыт год, пока не начались переговоры.\n",
        ),
        (
            "content/articles/bridge.ar.md",
            "---\ntitle: ماذا حدث\nsummary: من أغلق الطريق.\n---\n\nبقي الجسر مغلقا سنة حتى بدأت المفاوضات في عام ۲۰۲۱.\n",
        ),
    ])
}

fn minimal_of(files: &[(&'static str, &'static str)]) -> Source {
    Source::of(files.iter().copied())
}

#[test]
fn sixty_queries_in_four_scripts_find_what_is_meant() {
    let bundled = index(&support::build(&repository("")), "");
    let jobs: Vec<_> = BUNDLED.iter().map(|(words, _)| query(words)).collect();
    let mut answers: Vec<(String, &str, Value)> = node(bundled.path(), &jobs)
        .into_iter()
        .zip(BUNDLED)
        .map(|(answer, (words, url))| (words.to_string(), url, answer))
        .collect();
    let build = river().build();
    for prefix in ["", "ru/", "ar/"] {
        let folder = index(&build, prefix);
        let of_prefix: Vec<_> = RIVER.into_iter().filter(|it| it.0 == prefix).collect();
        let jobs: Vec<_> = of_prefix.iter().map(|it| query(it.1)).collect();
        for (answer, (_, words, url)) in node(folder.path(), &jobs).into_iter().zip(of_prefix) {
            let hits = urls(&answer);
            assert!(hits.iter().all(|it| it.starts_with(prefix)), "{words}: {hits:?}");
            answers.push((format!("{prefix} {words}"), url, answer));
        }
    }
    assert_eq!(answers.len(), 60);
    let mut first = 0;
    let mut missed = Vec::new();
    for (words, url, answer) in &answers {
        assert!(loaded(answer) <= BUDGET, "{words} loads {} bytes", loaded(answer));
        match urls(answer).iter().position(|it| it.ends_with(url)) {
            Some(0) => first += 1,
            Some(1..5) => println!("{words}: not first: {:?}", urls(answer)),
            _ => missed.push((words, urls(answer))),
        }
    }
    println!(
        "recall@1 {first}/60, recall@5 {}/60; most loaded {}",
        60 - missed.len(),
        answers.iter().map(|it| loaded(&it.2)).max().unwrap()
    );
    assert!(missed.is_empty(), "{missed:#?}");
    assert!(first >= 54, "only {first} of 60 stand first");
}

#[test]
fn the_matching_words_are_shown_in_their_context() {
    let build = minimal().build();
    let folder = index(&build, "");
    let answers = node(folder.path(), &[query("burnt hut"), query("asked for talks"), query("ferry")]);
    let shown = |answer: &Value| answer["shown"][0].clone();
    assert_eq!(marked(&shown(&answers[0])["told"]), "A [hut] [burnt] down.");
    assert_eq!(shown(&answers[1])["url"], "articles/reopening/");
    assert!(marked(&shown(&answers[1])["told"]).contains("Southland [asked] [for] [talks]"), "{}", answers[1]);
    assert!(marked(&shown(&answers[2])["title"]).contains("[Ferry]"), "{}", answers[2]);
}

#[test]
fn results_can_be_narrowed_by_kind_and_year() {
    let folder = index(&support::build(&repository("")), "");
    let all = json!({"query": "shusha"});
    let events = json!({"query": "shusha", "kind": "event"});
    let early = json!({"query": "shusha", "kind": "event", "to": 1999});
    let late = json!({"query": "shusha", "from": 2021, "to": 2021});
    let answers = node(folder.path(), &[all, events, early, late]);
    let total = |at: usize| answers[at]["total"].as_u64().unwrap();
    assert!(total(0) > total(1) && total(1) > total(2), "{answers:#?}");
    assert!(urls(&answers[1]).iter().all(|url| url.starts_with("events/")));
    assert_eq!(urls(&answers[2]), ["events/1992-05-08-shusha/"]);
    assert_eq!(urls(&answers[3])[0], "events/2021-06-15-shusha-declaration/");
    // What could be chosen instead is counted without the choice.
    let kinds: BTreeMap<String, u64> = serde_json::from_value(answers[1]["kinds"].clone()).unwrap();
    assert_eq!(kinds.values().sum::<u64>(), total(0));
    assert_eq!(kinds["event"], total(1));
}

#[test]
fn drafts_and_what_is_withheld_are_in_no_file_of_the_index() {
    let source = minimal()
        .with("content/articles/later.md", "---\ntitle: Quokka\nsummary: Not yet.\ndate: \"2030-01-01\"\n---\n\nNarwhal.\n")
        .with(
            "content/articles/hidden.md",
            "---\ntitle: Axolotl\nsummary: No.\ndate: \"2021-01-01\"\ndraft: true\n---\n\nDugong.\n",
        );
    let holds = |build: &Build, word: &str| {
        let files = build.site.files.iter().filter(|(path, _)| path.as_str().contains("search/"));
        files.filter(|(_, bytes)| String::from_utf8_lossy(bytes).to_lowercase().contains(word)).count() > 0
    };
    let published = source.build();
    for word in ["quokka", "narwhal", "axolotl", "dugong"] {
        assert!(!holds(&published, word), "{word}");
    }
    let options = Options { drafts: true, future: true, ..Options::default() };
    let all = Pipeline::default().build(&source.snapshot(), &options);
    assert!(["quokka", "narwhal", "axolotl", "dugong"].iter().all(|word| holds(&all, word)));
}

#[test]
fn a_second_build_takes_apart_only_what_changed() {
    let mut pipeline = Pipeline::default();
    let first = pipeline.build(&minimal().snapshot(), &Options::default());
    assert!(first.stats.filed > 10);
    let again = pipeline.build(&minimal().snapshot(), &Options::default());
    assert_eq!(again.stats.filed, 0);
    let edited = minimal().replacing("content/events/landing-fire.md", "by noon", "by the evening");
    let second = pipeline.build(&edited.snapshot(), &Options::default());
    assert_eq!(second.stats.filed, 1);
    assert_eq!(support::differing(&support::output(&second), &support::output(&edited.build())), Vec::<String>::new());
}

#[test]
fn a_static_file_among_those_of_the_search_is_a_finding() {
    let build = minimal().with("static/search/root.js", "x").build();
    assert!(support::lints(&build).contains(&"path-collision"), "{}", support::explained(&build));
}

#[test]
fn the_script_folds_words_as_the_tool_does() {
    let texts = [
        "Nagorno-Karabakh’s “war”, 4,388 km²",
        "İSTANBUL ıssız Iğdır",
        "Straße ŒUVRE Ærø Łódź Đặng þorn",
        "Ёлка подъезд Київ їжак й и",
        "Երևան ԵՐԵՎԱՆ Ի՞նչ է սա։ ուր ոսկե",
        "სტეპანაკერტი",
        "أَرْمِينِيَـا والأرمن الى ة ی ک ۲۰۲۰ ٢٠٢٠",
        "می‌خواهم",
        "ירושלים שָׁלוֹם ג׳ורג׳",
        "停火協議 2020 カラバフ 火",
        "हिन्दी की नीति १९८८",
        "Ὀδυσσεύς ΣΟΦΟΣ",
        "O'Brien D’Artagnan ʻOkina",
        "ﬁne ½ ℌ Ⅷ",
        "x̌ ẍ Việt Nam",
        "สงคราม",
        "Aleksandr Alexander Khankendi Xankəndi shchuka yy aabbcc 1122",
        "𝔸𝕓 𐐷 𐐏",
        "",
        " — · … ",
        "a\u{301}\u{327} \u{200f}abc\u{200e}",
        "Ӏ Ҷ Ҝ ґ є ў ђ љ",
        "ئۇيغۇر گچپژ ڤ",
        "supercalifragilisticexpialidociousandmore",
    ];
    let folder = index(&minimal().build(), "");
    let jobs: Vec<_> = texts.iter().map(|text| json!({ "words": text })).collect();
    for (text, answer) in texts.iter().zip(node(folder.path(), &jobs)) {
        let ours: Vec<_> = fold::written(text).flat_map(fold::words).map(|word| json!([word.key, word.form])).collect();
        assert_eq!(answer, json!(ours), "{text}");
    }
}

/// Words with the frequencies of a language: the n-th is met in proportion to 1/n; made of syllables, in two scripts.
fn word(state: &mut u64) -> String {
    let mut next = |below: u64| {
        *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (*state >> 33) % below
    };
    // e^(uniform) is distributed as 1/n.
    let rank = (11.5 * next(1 << 20) as f64 / f64::from(1 << 20)).exp() as u64;
    let latin = ["ka", "ra", "mo", "ti", "shu", "len", "do", "vi", "ster", "an", "ge", "bu", "pol", "ni", "zar", "ey"];
    let cyrillic = ["ка", "ра", "мо", "ти", "шу", "лен", "до", "ви", "стер", "ан", "ге", "бу", "пол", "ни", "зар", "ей"];
    let syllables = if rank % 5 == 4 { cyrillic } else { latin };
    let mut number = rank.wrapping_mul(0x9e37_79b9) % 0xffff_ffff;
    let mut word = String::new();
    for _ in 0..2 + number % 3 {
        number /= 3;
        word.push_str(syllables[(number % 16) as usize]);
        number /= 7;
    }
    word
}

fn text(state: &mut u64, words: usize) -> String {
    (0..words).map(|_| word(state)).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_query_stays_within_its_budget_at_thirty_thousand_pages() {
    let mut state = 7;
    let dictionary = Dictionary::default();
    let mut lexicon = Lexicon::new(&dictionary);
    let kinds = ["article", "event", "actor", "source"];
    let entries: Vec<_> = (0..30_000)
        .map(|number: usize| {
            let kind_rank = number % 4;
            let record = Record {
                kind: kinds[kind_rank],
                kind_rank: kind_rank as u8,
                url: format!("{}s/{number}/", kinds[kind_rank]),
                title: text(&mut state, 5),
                summary: text(&mut state, 20),
                body: text(&mut state, if kind_rank == 0 { 300 } else { 40 }),
                when: "1 January 2000".into(),
                year: Some(1990 + (number % 30) as i64),
                ..Record::default()
            };
            Arc::new(Entry::of(&record, Hits::of(&record, &mut lexicon).into()))
        })
        .collect();
    let files = search::files(entries, &dictionary.words(), &|_, bytes| bytes, &|_| None);
    let files: Vec<_> = files.into_iter().map(|file| (file.name, file.kept)).collect();
    let bytes: usize = files.iter().map(|(_, bytes)| bytes.len()).sum();
    let folder = tempfile::tempdir().unwrap();
    let count = files.len();
    write(folder.path(), files);
    let mut jobs: Vec<Value> = ["k", "sh", "кара", "ka mo ra ti", "ster", "zarey", "нигде"].iter().map(|it| query(it)).collect();
    for length in 1..=8 {
        jobs.extend((0..6).map(|_| query(&text(&mut state, length))));
    }
    let answers = node(folder.path(), &jobs);
    let most = answers.iter().map(loaded).max().unwrap();
    println!("{count} files, {bytes} bytes; most loaded {most}");
    assert!(answers.iter().filter(|answer| !urls(answer).is_empty()).count() > 40);
    assert!(most <= BUDGET, "{most}");
}
