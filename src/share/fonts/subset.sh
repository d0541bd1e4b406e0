#!/usr/bin/env bash
# Makes the fonts of the share cards anew: parts of Noto, which is under the SIL Open Font License (OFL.txt).
# Needs: apt-get install fonts-noto-core; pip install fonttools brotli.
set -euo pipefail
cd "$(dirname "$0")"
noto=/usr/share/fonts/truetype/noto
# Punctuation, currency, arrows and signs of a text, with what joins and directs letters.
signs=U+0020-007E,U+00A0-00BF,U+00D7,U+00F7,U+02BC,U+2000-206F,U+20A0-20BF,U+2116,U+2122,U+2190-2193
latin=U+0020-024F,U+0259,U+02B0-02FF,U+0300-0331,U+1E00-1EFF
cyrillic=U+0400-052F
greek=U+0370-03FF
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
subset() { # FILE UNICODES
  pyftsubset "$noto/$1.ttf" --unicodes="$2" --output-file="$made/$1.ttf" --no-hinting --desubroutinize --name-IDs='*' \
    --layout-features='ccmp,locl,init,medi,fina,isol,rlig,calt,liga,mark,mkmk,kern,curs'
}
subset NotoSans-Regular "$latin,$cyrillic,$greek,$signs"
subset NotoSerif-Bold "$latin,$cyrillic,$greek,$signs"
for style in Sans Serif; do
  weight=$([ $style = Sans ] && echo Regular || echo Bold)
  subset "Noto${style}Armenian-$weight" U+0530-058F,U+FB13-FB17
  subset "Noto${style}Georgian-$weight" U+10A0-10FF,U+1C90-1CBF,U+2D00-2D2F
  subset "Noto${style}Hebrew-$weight" U+0590-05FF,U+FB1D-FB4F
done
arabic=U+0600-06FF,U+0750-077F,U+08A0-08FF,U+200C-200F
subset NotoSansArabic-Regular "$arabic"
subset NotoNaskhArabic-Bold "$arabic"
# One font per style: `fonts.rs` says why.
merge() { # OUTPUT FILE...
  output=$1
  shift
  pyftmerge --output-file="$output.ttf" "${@/#/$made/}"
}
merge NotoSans-Cards NotoSans{,Armenian,Georgian,Hebrew,Arabic}-Regular.ttf
merge NotoSerif-Cards NotoSerif{,Armenian,Georgian,Hebrew}-Bold.ttf NotoNaskhArabic-Bold.ttf
# The licence as the package has it, without the marks of that file.
{
  echo "Copyright 2010, 2012-2020 Google Inc., Google LLC. (Noto fonts; parts of them put together by subset.sh)"
  echo
  echo "This Font Software is licensed under the SIL Open Font License, Version 1.1."
  echo
  sed -n '/^ PREAMBLE$/,/^[^ ]/p' /usr/share/doc/fonts-noto-core/copyright | sed -e '/^[^ ]/d' -e 's/^ \.$//' -e 's/^ //'
} > OFL.txt
