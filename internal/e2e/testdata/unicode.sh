# Wide characters, combining marks, and both at the right edge.
printf '\033[H\033[2J'
printf 'Latin: größer Ärger ñ ¿qué? œ ß\n'
printf 'Greek, Cyrillic: Ελληνικά русский язык\n'
printf 'Han, Kana, Hangul: 漢字 かな カナ 한국어 |\n'
printf 'combining: e\314\201 a\314\210 o\314\202\314\243 n\314\203 |\n'
printf 'Thai: \340\270\231\340\271\211\340\270\263 \340\270\227\340\270\265\340\271\210 |\n'
printf 'emoji: 🎉 😀 🚀 |\n'
printf 'lines: ┌──┬──┐ │ ▒█ ╔═╗\n'
printf '%077d中文 after the edge\n' 1
printf '%078d中文\n' 2
printf '%079d中文\n' 3
printf '%079de\314\201x\n' 4
printf 'wide over wide: 中文中文\b\b\b\b\b\b\b\b日本語字\n'
printf 'narrow over wide: 中文中文\b\b\b\b\b\b\b\babcdefgh\n'
printf 'wide over narrow: abcdefgh\b\b\b\b\b\b\b\b中文中文\n'
printf 'unicode done'
exec sleep 600
